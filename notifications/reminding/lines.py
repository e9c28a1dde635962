"""From what is due to who is told what when: the one computation behind the run, the preview and a person's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from notifications.mails import Addressee
from notifications.models import Reminded
from notifications.reminding.people import People, Somebody
from notifications.reminding.rules import Rules
from notifications.reminding.sources import Due, source_of
from notifications.reminding.steps import Step, ready_at

# the latest position said, by event and addressee
Said = Mapping[tuple[str, Somebody | str], int]


class Line(NamedTuple):
    """One step of one thing, for one person, ready at `ready` (aware UTC)."""

    to: Somebody
    due: Due
    step: Step
    audience: str
    ready: datetime


def lines_of(dues: Iterable[Due], rules: Rules, people: People, until: datetime) -> Iterator[Line]:
    """The lines of these things that are ready by `until` (aware UTC), said or not."""
    for due, told in people.told(dues):
        source = source_of(due.source)
        for somebody, audiences in told.items():
            profile = people.profile(somebody)
            if profile is None:
                continue
            rhythm = profile.rhythm(due.source, must_reach=source.must_reach)
            for step, audience in rules.told_to(source, due.instrument, frozenset(audiences)):
                ready = ready_at(step, due.due, due.since, profile.zone, rhythm)
                if ready is not None and ready <= until and source.applies(due, step):
                    yield Line(somebody, due, step, audience, ready)


def said_of(events: Iterable[str]) -> dict[tuple[str, Somebody | str], int]:
    """What was said of these events. One query."""
    found: dict[tuple[str, Somebody | str], int] = {}
    rows = Reminded.objects.filter(event__in=set(events)).order_by("position")
    for event, person, email, position in rows.values_list("event", "person", "email", "position"):
        found[event, person or email] = position
    return found


def was_said(line: Line, said: Said) -> bool:
    """Whether this step, or a later one, was said already to this person."""
    to = line.to.email if isinstance(line.to, Addressee) else line.to
    return said.get((line.due.event, to), line.step.position - 1) >= line.step.position


def latest_ready(lines: Iterable[Line], now: datetime) -> list[Line]:
    """Of each thing and person, the last step that is ready: what was missed is said once, at its latest."""
    found: dict[tuple[str, Somebody], Line] = {}
    for line in lines:
        key = (line.due.event, line.to)
        if line.ready <= now and (key not in found or found[key].step.position < line.step.position):
            found[key] = line
    return list(found.values())
