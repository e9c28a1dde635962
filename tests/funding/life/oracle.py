"""Who must be told what on a day, worked out again from the rules as data, and compared with what the run said.

Nothing here calls the run, its lines, its steps or its people: a source says what is awaited, by when and for whom;
the rest (rules, mornings, offices, what was said) is computed from rows and from the calendar.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from directory.models import Office, Person, StandIn
from instruments.instants import shifted_months
from notifications.models import Reminded, ReminderRule
from notifications.reminding.sources import Due, Group, InOffice, Source, all_sources, members_of
from notifications.reminding.steps import Step

# what is awaited, in SQL, with the person who must be among those told: what the sources say is held against it
AWAITED = {
    "report": "SELECT r.id, a.carrier_id FROM funding_report r JOIN funding_award a ON a.id = r.award_id "
    "WHERE r.state IN ('to-write', 'returned') AND a.state <> 'closed' AND r.due_on < %s",
    "letter": "SELECT c.id, c.email FROM funding_commitment c JOIN proposals_dossier d ON d.id = c.dossier_id "
    "WHERE c.state IN ('asked', 'promised') AND c.email <> '' AND d.state = 'letters' AND c.asked_at < %s",
    "set-up": "SELECT s.id, d.carrier_id FROM funding_setup s JOIN proposals_dossier d ON d.id = s.dossier_id "
    "WHERE d.state IN ('set-up', 'set-up-extended') AND s.opened_at < %s",
}
# event, person's id or address, code of the step
Said = tuple[str, int | str, str]
HOURS = {"h": 1, "d": 24, "m": 730}
LONG = timedelta(days=900)


class Oracle:
    """What must be said; remembers what was, as it was said, to see that nothing is unsaid or said again."""

    def __init__(self) -> None:
        self.latest: dict[tuple[str, int | str], int] = {}
        self.last_row = 0
        self.total = 0

    def expected(self, now: datetime) -> set[Said]:
        """Of each thing and person, the last step that is ready at `now` and not past what was said."""
        if now.month % 3 == 0:
            self._nothing_is_forgotten(now)
        best: dict[tuple[str, int | str], tuple[int, str]] = {}
        for event, who, code, ready, forgotten in self._lines(now):
            position = position_of(code)
            said = max(self.latest.get((event, who), position - 1), best.get((event, who), (position - 1, ""))[0])
            if ready <= now < forgotten and position > said:
                best[event, who] = (position, code)
        return {(event, who, code) for (event, who), (_position, code) in best.items()}

    def compare(self, expected: set[Said], now: datetime) -> None:
        """Hold what the run has just written against what was expected of it."""
        rows = Reminded.objects.filter(pk__gt=self.last_row).order_by("pk")
        said = []
        for pk, event, step, person, email, at in rows.values_list("pk", "event", "step", "person", "email", "at"):
            self.last_row = pk
            said.append((event, person or email, step))
            assert at == now, f"{event} is dated {at}, not {now}"
        assert len(said) == len(set(said)), f"said twice on {now:%Y-%m-%d}: {sorted(map(str, said))}"
        missing, extra = expected - set(said), set(said) - expected
        assert not missing, f"not said on {now:%Y-%m-%d %H:%M}: {sorted(map(str, missing))}"
        assert not extra, f"said without need on {now:%Y-%m-%d %H:%M}: {sorted(map(str, extra))}"
        for event, who, step in said:
            position = position_of(step)
            assert position > self.latest.get((event, who), position - 1), f"{event} {step} was said to {who} already"
            self.latest[event, who] = position
        self.total += len(said)

    def days_ahead(self, now: datetime, last: date) -> set[date]:
        """Days on which something becomes ready after `now`, up to `last`, as things stand."""
        until = datetime.combine(last, time(23), UTC)
        return {ready.date() for _event, _who, _code, ready, _end in self._lines(now) if now < ready <= until}

    def _nothing_is_forgotten(self, now: datetime) -> None:
        for source in all_sources():
            if source.key in AWAITED:
                rows = fetched(AWAITED[source.key], now + timedelta(days=300))
                dues = [due for batch in source.batches(now - 10 * LONG, now + 10 * LONG, now) for due in batch]
                reached = {(due.pk, one) for due in dues for one in told(due, {}, {})}
                missing = set(rows) - reached
                assert not missing, (
                    f"{now:%Y-%m-%d}: {source.key} is awaited of nobody: {sorted(map(str, missing))[:5]}"
                )

    def _lines(self, now: datetime) -> Iterator[tuple[str, int | str, str, datetime, datetime]]:
        rules = {(one.source, one.instrument_slug): one.steps for one in ReminderRule.objects.order_by("pk")}
        holders, zones = holders_on(now), dict(Person.objects.filter(is_active=True).values_list("pk", "time_zone"))
        for source in all_sources():
            dues = [due for batch in source.batches(now - LONG, now + LONG, now) for due in batch]
            members = members_of_groups(dues)
            latest = max((position_of(code) for code in _every_code(source, rules)), default=0)
            for due in dues:
                steps = rules.get((source.key, due.instrument)) or source.steps_of(due.instrument)
                forgotten = due.due + timedelta(hours=max(latest, 0), days=31)
                for who, audiences in told(due, holders, members).items():
                    zone = ZoneInfo(zones[who] if isinstance(who, int) else "Europe/Paris")
                    for code in {code for audience in audiences for code in steps.get(audience, ())}:
                        ready = ready_at(code, due.due, zone)
                        if ready > due.since and _applies(source, due, code):
                            yield due.event, who, code, ready, forgotten


def fetched(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


@cache
def position_of(code: str) -> int:
    """Hours from the date, by which steps are ordered."""
    return int(code[:-1]) * HOURS[code[-1]]


def ready_at(code: str, due: datetime, zone: ZoneInfo) -> datetime:
    """Days and months: eight in the morning there (a date at dawn: not later than its own hour); hours: to the hour."""
    match = re.fullmatch(r"([+-]\d+)([hdm])", code)
    assert match, code
    number, unit = int(match[1]), match[2]
    if unit == "h":
        return due + timedelta(hours=number)
    there = due.astimezone(zone)
    day = there.date() + timedelta(days=number) if unit == "d" else shifted_months(there.date(), number)
    morning = datetime.combine(day, time(8), zone)
    if number <= 0:
        morning = min(morning, datetime.combine(day, there.time(), zone), key=lambda one: one.timestamp())
    return morning.astimezone(UTC)


def holders_on(now: datetime) -> dict[tuple[str, int | None], set[int]]:
    """Who holds each office on this day, or stands in."""
    day = now.astimezone(ZoneInfo("Europe/Paris")).date()
    found: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    held = {}
    for one in Office.objects.filter(withdrawn_at=None, starts__lte=day).order_by("pk"):
        if one.ends is None or one.ends >= day:
            scope = one.unit_id or one.institute_id or one.section_id or one.delegation_id
            held[one.pk] = (str(one.role), scope)
            found[held[one.pk]].add(one.person_id)
    for other in StandIn.objects.filter(withdrawn_at=None, starts__lte=day).order_by("pk"):
        if other.office_id in held and (other.ends is None or other.ends >= day):
            found[held[other.office_id]].add(other.person_id)
    return found


def members_of_groups(dues: Iterable[Due]) -> dict[Group, set[int]]:
    """The people of every group named."""
    return members_of(
        target for due in dues for target in (*due.excluded, *(one for targets in due.to.values() for one in targets))
        if isinstance(target, Group)
    )  # fmt: skip


def told(due: Due, holders: Any, members: Any) -> dict[int | str, set[str]]:
    """Who is told, as which audiences; nobody who is excluded."""

    def behind(target: Any) -> set[int | str]:
        if isinstance(target, InOffice):
            return set(holders.get((str(target.role), target.scope_id), ()))
        if isinstance(target, Group):
            return set(members.get(target, ()))
        return {target if isinstance(target, int) else target.email}

    never = {one for target in due.excluded for one in behind(target)}
    found: dict[int | str, set[str]] = defaultdict(set)
    for audience, targets in due.to.items():
        for target in targets:
            for one in behind(target) - never:
                found[one].add(audience)
    return found


def _every_code(source: Source, rules: Any) -> Iterator[str]:
    own = [by for (key, _slug), by in rules.items() if key == source.key and by]
    for by in (source.steps, *(source.steps_of(slug) for slug in source.instruments()), *own):
        for codes in by.values():
            yield from codes


def _applies(source: Source, due: Due, code: str) -> bool:
    return source.applies(due, _read(code))


@cache
def _read(code: str) -> Step:
    return Step.read(code)
