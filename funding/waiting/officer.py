"""Everything around running actions that waits for an institute's officer, counted in one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from funding.enums import AwardState
from funding.models import Award, Report
from funding.waiting import amendments, formalisation, lateness, reports
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query: reports, changes, closures, letters and set-up years of the institutes."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    if not institutes:
        return
    selected = formalisation.selected_of(standing, institutes)
    counted = tallies(
        write=(reports.written(standing, now), "due_on"),
        read=Report.objects.to_read().filter(award__institute__in=institutes),
        decide=amendments.awaiting(standing, amendments.mine(standing) or Q(pk__in=())),
        close=Award.objects.filter(institute__in=institutes, state=AwardState.CLOSING),
        unasked=formalisation.unasked_of(standing, institutes), ready=formalisation.ready_of(standing, institutes),
        set_up=(formalisation.set_ups_of(standing, institutes), "due_on"), **selected,
        **lateness.asked(standing, Q(award__institute__in=institutes) | _units(standing), now),
    )  # fmt: skip
    found = {name: counted.get(name, (0, None)) for name in ("write", "read", "decide", "close", "unasked", "ready",
                                                             "set_up", *selected)}  # fmt: skip
    yield from reports.to_write(*found["write"])
    yield from reports.to_read(found["read"][0])
    yield from lateness.rows(counted)
    yield from amendments.to_decide(found["decide"][0])
    yield from _to_close(found["close"][0])
    yield from formalisation.to_open(sum(found[slug][0] for slug in selected))
    yield from formalisation.letters(found["unasked"][0], found["ready"][0])
    if not standing.holds_nationally(Role.DERCI_OFFICER):
        yield from formalisation.set_ups(*found["set_up"])


def _units(standing: Standing) -> Q:
    """The actions of the units that an officer also directs."""
    units = sorted(standing.scope_ids(Role.UNIT_DIRECTOR, Scope.UNIT))
    return Q(award__unit__in=units) if units else Q(pk__in=())


def _to_close(number: int) -> Iterator[Waiting]:
    if number:
        yield Waiting(
            number=number, url=f"{reverse('award_list')}?state={AwardState.CLOSING}",
            sentence=ngettext("Action to close", "Actions to close", number),
            why=_("It has ended: follow its check list."),
        )  # fmt: skip
