"""What one mail of reminders holds, as its templates read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from directory.models import Person
from notifications.mails import Addressee
from notifications.reminding.lines import Line
from notifications.reminding.sources import source_of
from notifications.reminding.steps import is_urgent

DIGEST, URGENT = "reminder.digest", "reminder.urgent"
# of one kind, so many are listed; the others are counted
MOST_LISTED = 40


@dataclass(frozen=True)
class Told:
    """One line of the mail: what, by when, why, what stops it, where."""

    sentence: str
    due: datetime
    is_past: bool
    why: str
    stops: str
    path: str


@dataclass(frozen=True)
class Kind:
    """The lines of one kind; `more` are not listed."""

    label: str
    lines: list[Told]
    more: int


@dataclass(frozen=True)
class Digest:
    """Everything one person is told at once."""

    key: str
    event: str
    to: Person | Addressee
    lines: tuple[Line, ...]
    now: datetime

    @property
    def is_urgent(self) -> bool:
        """Whether something of it falls due within 48 hours."""
        return any(is_urgent(line.due.due, self.now) for line in self.lines)

    @cached_property
    def kinds(self) -> list[Kind]:
        """By kind, the nearest date first; in the language of now."""
        by_source: dict[str, list[Line]] = defaultdict(list)
        for line in sorted(self.lines, key=lambda line: (line.due.due, line.due.pk)):
            by_source[line.due.source].append(line)
        return [
            Kind(str(source_of(key).label), [self.told(line) for line in lines[:MOST_LISTED]], len(lines[MOST_LISTED:]))
            for key, lines in by_source.items()
        ]

    @property
    def first(self) -> Line:
        """The line whose date comes first; one that has passed only when none is to come."""
        return min(self.lines, key=lambda line: (line.due.due < self.now, line.due.due, line.due.pk))

    def told(self, line: Line) -> Told:
        """One line in words."""
        source, due = source_of(line.due.source), line.due
        return Told(
            sentence=source.sentence(due),
            due=due.due,
            is_past=due.due < self.now,
            why=source.why(due, line.audience),
            stops=source.stops(due),
            path=source.path_for(due, self.to),
        )
