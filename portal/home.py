"""The sum of what waits for a person, from every app that has something to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from directory.waiting import waiting as waiting_in_directory
from evaluation.waiting import waiting as waiting_in_evaluation
from funding.waiting import waiting as waiting_in_actions
from instruments.waiting import milestones as milestones_of_calls
from instruments.waiting import waiting as waiting_in_calls
from proposals.waiting import milestones as milestones_of_dossiers
from proposals.waiting import waiting as waiting_in_dossiers
from workflow.waiting import Milestone, Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

WAITING: tuple[Callable[[Standing, datetime], Iterable[Waiting]], ...] = (
    waiting_in_dossiers, waiting_in_evaluation, waiting_in_actions, waiting_in_calls, waiting_in_directory,
)  # fmt: skip
SHOWN_MILESTONES = 6
# what is due later gives way to what waits without a date
SOON = timedelta(days=30)


def waiting_for(standing: Standing, now: datetime) -> list[Waiting]:
    """The rows, most urgent first: what is late or due soon, then what waits without a date, then what has time."""
    rows = [row for source in WAITING for row in source(standing, now)]
    return sorted(rows, key=lambda row: (_rank(row.due, now), row.due or now))


def _rank(due: datetime | None, now: datetime) -> int:
    if due is None:
        return 1
    return 0 if due < now + SOON else 2


def milestones_of(standing: Standing, now: datetime) -> list[Milestone]:
    """The next dates, soonest first."""
    found = [*milestones_of_dossiers(standing, now), *milestones_of_calls(standing, now)]
    return sorted(found, key=lambda one: one.at)[:SHOWN_MILESTONES]
