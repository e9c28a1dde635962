"""What waits for people in the evaluation: one module per part of the path, each with `waiting(standing, now)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from evaluation.waiting import decisions, reviews, sessions

if TYPE_CHECKING:
    from directory.standing import Standing
    from workflow.waiting import Waiting

WAITING: tuple[Callable[[Standing, datetime], Iterable[Waiting]], ...] = (
    reviews.waiting, sessions.waiting, decisions.waiting,
)  # fmt: skip


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Everything in the evaluation that waits for this standing."""
    for source in WAITING:
        yield from source(standing, now)
