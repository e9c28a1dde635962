"""What is late in the actions of a unit or of an institute: reports not written, tranches that they hold up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.models import Report, Tranche
from funding.waiting.reports import end_of
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing

INSTITUTE = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION)


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts, in the actions of the units and institutes that this person answers for. No query."""
    units = sorted(standing.scope_ids(Role.UNIT_DIRECTOR, Scope.UNIT))
    institutes = sorted({one for role in INSTITUTE for one in standing.scope_ids(role, Scope.INSTITUTE)})
    if not units and not institutes:
        return {}
    where = Q(award__unit__in=units) | Q(award__institute__in=institutes)
    day = now.astimezone(PARIS).date()
    return {
        "late": (Report.objects.filter(where).late(day).exclude(award__carrier=standing.person_id), "due_on"),
        "held": Tranche.objects.filter(pk__in=Tranche.objects.filter(where).held_up(day).order_by().values("pk")),
    }


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The rows of the late reports, of others than the reader, and of the tranches held up."""
    (late, due), held = counted.get("late", (0, None)), number_of(counted, "held")
    if late:
        yield Waiting(
            number=late, url=f"{reverse('award_list')}?state=late", due=end_of(due) if due else None,
            sentence=ngettext("Late report of an action", "Late reports of actions", late),
            why=ngettext("Its day has passed; the next tranche waits for it.",
                         "Their day has passed; the next tranches wait for them.", late),
        )  # fmt: skip
    if held:
        yield Waiting(
            number=held, url=f"{reverse('award_list')}?state=held",
            sentence=ngettext("Tranche held up", "Tranches held up", held),
            why=ngettext(
                "Its year has begun, and it may not be paid: a report is lacking, or the action does not run.",
                "Their year has begun, and they may not be paid: a report is lacking, or the action does not run.",
                held,
            ),
        )  # fmt: skip
