"""Sources whose rows hold a day of Paris, the last one on which the thing is in time: due at the end of that day."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Q

from directory.standing import PARIS
from notifications.reminding.sources import BATCH, Due, RowSource


def end_of(day: date) -> datetime:
    """The last minute of a day of Paris (aware UTC)."""
    return datetime.combine(day, time(23, 59), tzinfo=PARIS).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """The day of Paris in which it falls."""
    return instant.astimezone(PARIS).date()


class DaySource(RowSource):
    """`awaited` annotates no `due_at`: `near` says in days which rows may be due, `read` says when each is."""

    # what brings the nearest dates first, when a few are asked for
    nearest: ClassVar[tuple[str, ...]]

    @abstractmethod
    def near(self, first: date, last: date) -> Q:
        """Rows that may be due from `first` to `last`: more than those, never less."""

    def batches(self, start: datetime, end: datetime, now: datetime, *, among: Any = None,
                most: int | None = None) -> Iterator[list[Due]]:  # fmt: skip
        found = self.awaited(self.model._default_manager.all() if among is None else among, now)
        found = found.filter(self.near(day_of(start) - timedelta(days=1), day_of(end) + timedelta(days=1)))
        if most is not None:
            yield self._within(found.order_by(*self.nearest, "pk")[:most], start, end)
            return
        found, last = found.order_by("pk"), 0
        while rows := list(found.filter(pk__gt=last)[:BATCH]):
            last = rows[-1].pk
            yield self._within(rows, start, end)

    def _within(self, rows: Any, start: datetime, end: datetime) -> list[Due]:
        return [due for due in self.read(rows) if start < due.due <= end]
