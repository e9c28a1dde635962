"""What one mail of reminders holds, as its templates read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.models import Person
from notifications.mails import Addressee
from notifications.reminding.lines import Line
from notifications.reminding.sources import source_of
from notifications.reminding.steps import is_urgent
from wording import formats
from wording.languages import shown_language

DIGEST, URGENT = "reminder.digest", "reminder.urgent"
# of one kind, so many are listed; the others are counted
MOST_LISTED = 40


@dataclass(frozen=True)
class Told:
    """One line of the mail, in words: what, by when, why, what stops it, where. The text and the page read the same."""

    sentence: str
    # the same with the spaces of print
    spaced: str
    details: list[str]
    by: str
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
    # pages that were made ready for many people at once, by source and id of the row
    paths: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def is_urgent(self) -> bool:
        """Whether something of it falls due within 48 hours."""
        return any(is_urgent(line.due.due, self.now) for line in self.lines)

    @cached_property
    def by_source(self) -> dict[str, list[Line]]:
        """The nearest date first, by key of the source."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in sorted(self.lines, key=lambda line: (line.due.due, line.due.pk)):
            found[line.due.source].append(line)
        return found

    @property
    def listed(self) -> list[Line]:
        """Those that the mail shows, each with its page."""
        return [line for lines in self.by_source.values() for line in lines[:MOST_LISTED]]

    @cached_property
    def kinds(self) -> list[Kind]:
        """By kind, the nearest date first; in the language of now."""
        return [
            Kind(str(source_of(key).label), [self.told(line) for line in lines[:MOST_LISTED]], len(lines[MOST_LISTED:]))
            for key, lines in self.by_source.items()
        ]

    @property
    def first(self) -> Line:
        """The line whose date comes first; one that has passed only when none is to come."""
        return min(self.lines, key=lambda line: (line.due.due < self.now, line.due.due, line.due.pk))

    def told(self, line: Line) -> Told:
        """One line in words."""
        source, due = source_of(line.due.source), line.due
        sentence = source.sentence(due)
        return Told(
            sentence=sentence,
            spaced=formats.spaced(sentence, shown_language()),
            details=source.details(due),
            by=_by(due.due, due.due < self.now, self.to.time_zone, shown_language()),
            why=_("Why: %(why)s") % {"why": source.why(due, line.audience)},
            stops=_("What stops it: %(stops)s") % {"stops": source.stops(due)},
            path=self.paths.get((due.source, due.pk)) or source.path_for(due, self.to),
        )


# what falls due together is said the same to everybody who reads the same language in the same place
@lru_cache(maxsize=2048)
def _by(due: datetime, is_past: bool, zone: str, language: str) -> str:
    """By when; and when that is where the reader lives, when it is not in the same time as Paris."""
    said = _("Was awaited by %(due)s.") if is_past else _("Awaited by %(due)s.")
    said %= {"due": formats.deadline(due, language)}
    if there := formats.elsewhere(due, language, ZoneInfo(zone)):
        said += " " + _("That is, %(there)s.") % {"there": there}
    return said
