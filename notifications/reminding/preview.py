"""Who gets what in the next thirty days: the lines of the run, before their moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from notifications.reminding.lines import Line, lines_of, said_of, was_said
from notifications.reminding.people import People
from notifications.reminding.rules import Rules
from notifications.reminding.sources import Source, all_sources, window

if TYPE_CHECKING:
    from directory.standing import Standing

AHEAD = timedelta(days=30)
# of each kind, so many things are looked at, the nearest dates first
MOST = 2_000


@dataclass(frozen=True)
class Coming:
    """The lines to come, soonest first, and how their people are called."""

    lines: list[Line]
    people: People
    # kinds of which more than `MOST` are due
    cut: tuple[Source, ...] = ()


def listed_to(standing: Standing, now: datetime, sources: Iterable[Source]) -> Coming:
    """What leaves for whom, as this officer may know it. Two queries at most per kind, six for all."""
    return _coming(now, [(source, source.listed_to(standing)) for source in sources if not source.is_private])


def addressed_to(standing: Standing, now: datetime) -> Coming:
    """What this person will be told."""
    found = _coming(now, [(source, source.addressed_to(standing)) for source in all_sources()])
    own = [line for line in found.lines if line.to == standing.person_id]
    return Coming(own, found.people)


def _coming(now: datetime, places: list[tuple[Source, object]]) -> Coming:
    rules, people = Rules(), People(now)
    dues, cut = [], []
    for source, among in places:
        start, end = window(rules.every_step(source), now, AHEAD)
        for found in source.batches(start, end, now, among=among, most=MOST):
            dues += found
            if len(found) == MOST:
                cut.append(source)
    return Coming(_in_time(lines_of(dues, rules, people, now + AHEAD), now), people, tuple(cut))


def _in_time(lines: Iterable[Line], now: datetime) -> list[Line]:
    """Of each thing and person: the step that is ready and unsaid, and those of the next thirty days."""
    near = list(lines)
    said = said_of(line.due.event for line in near) if near else {}
    ready: dict[tuple[str, object], Line] = {}
    coming = []
    for line in near:
        if was_said(line, said):
            continue
        if line.ready > now:
            coming.append(line)
            continue
        key = (line.due.event, line.to)
        if key not in ready or ready[key].step.position < line.step.position:
            ready[key] = line
    return sorted([*ready.values(), *coming], key=lambda line: (line.ready, line.due.due, line.due.event, str(line.to)))
