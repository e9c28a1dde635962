"""The start of an action: which days may be chosen, and the notification of a whole campaign at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from directory.standing import PARIS
from funding import calendar
from funding.actions.starting import default_start
from instruments.instants import shifted_months
from proposals.models import Dossier
from workflow.engine import Act, Refused, perform

if TYPE_CHECKING:
    from directory.standing import Standing

NOTIFY = "notify"
A_YEAR = 12


@dataclass(frozen=True)
class Notified:
    """What the notification would do to one dossier, or did: the days of the action, or the sentences that refuse."""

    dossier: Dossier
    starts_on: date
    ends_on: date
    reasons: tuple[str, ...] = ()


def start_limits(dossier: Dossier, at: datetime) -> tuple[date, date]:
    """First and last day (Paris) on which the action may start.

    From the first day of the default start's year, whose envelope it weighs on, to the end of that year; received
    late, twelve months from now.
    """
    first = default_start(dossier, at)
    today = at.astimezone(PARIS).date()
    return first, max(date(first.year, 12, 31), shifted_months(today, A_YEAR))


def planned(dossiers: Iterable[Dossier], *, starts_on: date | None, at: datetime, by: Standing) -> list[Notified]:
    """What the notification would do to each; refuses as the act itself would, and changes nothing."""
    return [_planned(one, starts_on, at, by) for one in dossiers]


def notify_all(dossiers: Iterable[Dossier], *, starts_on: date | None, at: datetime, by: Standing) -> list[Notified]:
    """Notify each, in a transaction of its own; what refuses one holds up no other. Twice, nothing more happens."""
    done = []
    for plan in planned(dossiers, starts_on=starts_on, at=at, by=by):
        if plan.reasons:
            done.append(plan)
            continue
        try:
            perform(plan.dossier, NOTIFY, by=by, at=at, starts_on=plan.starts_on)
        except Refused as refused:
            plan = Notified(plan.dossier, plan.starts_on, plan.ends_on, tuple(refused.reasons))
        done.append(plan)
    return done


def _planned(dossier: Dossier, starts_on: date | None, at: datetime, by: Standing) -> Notified:
    begins = starts_on or default_start(dossier, at)
    months = dossier.months or dossier.rules.duration.maximum or A_YEAR
    transition = dossier.workflow.transition(NOTIFY)
    act = Act(transition, by, at, data={"starts_on": begins})
    reasons = tuple(str(said) for guard in transition.guards for said in guard(dossier, act))
    return Notified(dossier, begins, calendar.end_of(begins, months), reasons)
