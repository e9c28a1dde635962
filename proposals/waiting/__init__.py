"""What waits for people around dossiers, and the dates of dossiers to come: one module per part of the path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from proposals.waiting import editor, expressions, triage, visas

if TYPE_CHECKING:
    from directory.standing import Standing
    from workflow.waiting import Milestone, Waiting

# one provider per part of the path: (standing, now) -> rows
WAITING: tuple[Callable[[Standing, datetime], Iterable[Waiting]], ...] = (
    editor.waiting, visas.waiting, expressions.waiting, triage.waiting,
)  # fmt: skip
MILESTONES: tuple[Callable[[Standing, datetime], Iterable[Milestone]], ...] = (editor.milestones,)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Everything around dossiers that waits for this standing."""
    for source in WAITING:
        yield from source(standing, now)


def milestones(standing: Standing, now: datetime) -> Iterator[Milestone]:
    """The dates to come of this standing's dossiers."""
    for source in MILESTONES:
        yield from source(standing, now)
