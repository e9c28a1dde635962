"""What waits for people around running actions: one module per subject, each with `waiting(standing, now)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from funding.waiting import amendments, formalisation, lateness, money, officer, reports

if TYPE_CHECKING:
    from directory.standing import Standing
    from workflow.waiting import Waiting

WAITING: tuple[Callable[[Standing, datetime], Iterable[Waiting]], ...] = (
    officer.waiting, reports.waiting, lateness.waiting, amendments.waiting, money.waiting, formalisation.waiting,
)  # fmt: skip


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Everything around running actions that waits for this standing."""
    for source in WAITING:
        yield from source(standing, now)
