"""What is late in the actions of a unit or of an institute: reports not written, tranches that they hold up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.models import Report, Tranche
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query for the director of a unit or the direction of an institute; an officer's is in `officer.py`."""
    if standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE):
        return
    units = sorted(standing.scope_ids(Role.UNIT_DIRECTOR, Scope.UNIT))
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE))
    if not units and not institutes:
        return
    where = Q(award__unit__in=units) if units else Q(pk__in=())
    yield from rows(tallies(**asked(standing, where | Q(award__institute__in=institutes), now)))


def asked(standing: Standing, where: Q, now: datetime) -> dict[str, QuerySet]:
    """What `rows` counts, in the actions of `where`: a condition on what points to an action. No query."""
    day = now.astimezone(PARIS).date()
    return {
        "late": Report.objects.filter(where).late(day).exclude(award__carrier=standing.person_id),
        "held": Tranche.objects.filter(pk__in=Tranche.objects.filter(where).held_up(day).order_by().values("pk")),
    }


def rows(counted: dict[str, tuple[int, date | None]]) -> Iterator[Waiting]:
    """The rows of the late reports, of others than the reader, and of the tranches held up."""
    late, held = (counted.get(name, (0, None))[0] for name in ("late", "held"))
    if late:
        yield Waiting(
            number=late, url=f"{reverse('award_list')}?state=late",
            sentence=ngettext("Late report of an action", "Late reports of actions", late),
            why=_("Its day has passed; the next tranche waits for it."),
        )  # fmt: skip
    if held:
        yield Waiting(
            number=held, url=f"{reverse('award_list')}?state=held",
            sentence=ngettext("Tranche held up", "Tranches held up", held),
            why=_("Its year has begun, and it may not be paid: a report is lacking, or the action does not run."),
        )  # fmt: skip
