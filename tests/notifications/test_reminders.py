"""Each reminder exactly once: whatever runs the clock, how often, after which absence, in which zone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notifications.models import OutboxMail, Reminded, ReminderPreference
from notifications.reminding.run import remind
from notifications.reminding.steps import Step, digest_day, is_urgent, ready_at
from tests.factories import a_person
from tests.notifications.things import Thing, Things, only

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ZONES = ("Europe/Paris", "Asia/Tokyo", "Pacific/Noumea", "America/Los_Angeles")
# around both changes of the clock in Paris and Los Angeles
STARTS = (datetime(2027, 3, 8, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC), datetime(2027, 10, 25, tzinfo=UTC),
          datetime(2027, 11, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))  # fmt: skip
RHYTHMS = ("daily", "weekly", "urgent")
EVERY, RUNS = timedelta(hours=4), 72


class Undone(Exception):
    """Rolls an example back."""


lives = st.fixed_dictionaries({
    "start": st.sampled_from(STARTS),
    "minute": st.integers(0, 239),
    "zones": st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    "rhythms": st.tuples(st.sampled_from(RHYTHMS), st.sampled_from(RHYTHMS)),
    # (hours from the start until due, who, hours until done)
    "things": st.lists(
        st.tuples(st.integers(1, 400), st.sampled_from(["a", "b", "both"]), st.none() | st.integers(1, 300),
                  st.integers(0, 120)),
        min_size=1, max_size=4,
    ),
    # the scheduler is away: (first run missed, how many)
    "absences": st.lists(st.tuples(st.integers(0, RUNS - 10), st.integers(1, 24)), max_size=2),
    "twice": st.booleans(),
})  # fmt: skip


# no shrinking: one example is a fortnight of runs
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
@given(life=lives)
def test_no_reminder_twice_none_missing_none_after_the_act(life: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    try:
        with transaction.atomic():
            _live(life, monkeypatch)
            raise Undone
    except Undone:
        pass


def _live(life: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    start = life["start"] + timedelta(minutes=life["minute"])
    people = [a_person(time_zone=zone) for zone in life["zones"]]
    for person, rhythm in zip(people, life["rhythms"], strict=True):
        ReminderPreference.objects.create(person=person, source="things", rhythm=rhythm)
    who = {"a": (people[0].pk,), "b": (people[1].pk,), "both": (people[0].pk, people[1].pk)}
    source = Things(*(
        Thing(start + timedelta(hours=due), who[to], since=start - timedelta(days=20) + timedelta(hours=4 * since),
              done_at=None if done is None else start + timedelta(hours=done))
        for due, to, done, since in life["things"]
    ))  # fmt: skip
    only(monkeypatch, source)
    away = {run for first, number in life["absences"] for run in range(first, first + number)}
    runs = [start + EVERY * number for number in range(RUNS) if number not in away]
    for now in runs:
        remind(now)
        if life["twice"]:
            assert remind(now) == 0
    for person, rhythm in zip(people, life["rhythms"], strict=True):
        _check(person, rhythm, source, runs)


def _check(person: Any, rhythm: str, source: Things, runs: list[datetime]) -> None:
    zone = ZoneInfo(person.time_zone)
    said = {(row.event, row.position): row for row in Reminded.objects.filter(person=person)}
    days = Counter(mail.event for mail in OutboxMail.objects.filter(person=person, key="reminder.digest"))
    assert all(number == 1 for number in days.values())
    digests = {event.removeprefix("digest:") for event in days}
    told = 0
    for pk, thing in source.things.items():
        if person.pk not in thing.to:
            continue
        event = f"things:{pk}:{thing.due:%Y%m%d%H%M}"
        at = {step: ready_at(step, thing.due, thing.since, zone, rhythm)
              for step in map(Step.read, source.steps["doers"])}  # fmt: skip
        rows = sorted((row for (one, _p), row in said.items() if one == event), key=lambda row: row.at)
        told += len(rows)
        # in order, never before its moment, never after the act
        assert [row.position for row in rows] == sorted({row.position for row in rows})
        for row in rows:
            ready = at[Step.read(row.step)]
            assert ready is not None
            assert ready <= row.at
            assert thing.is_awaited(row.at)
        # every step is said by the first run that may: itself, or the later one into which it collapsed
        for step, ready in at.items():
            first = next((now for now in runs if ready and now >= ready and _may(thing, now, zone, digests)), None)
            if first is not None:
                assert any(row.position >= step.position and row.at <= first for row in rows), (step, ready, first)
    assert told == len(said)


def _may(thing: Thing, now: datetime, zone: ZoneInfo, digests: set[str]) -> bool:
    """Whether a line ready by now leaves with this run: at once within 48 hours, else when a digest may leave.

    A digest that left that morning before the thing was ready waits for the next one: `digests` holds the days of
    those; at its own hour every line is in it.
    """
    if not thing.is_awaited(now):
        return False
    day = digest_day(now, zone)
    return is_urgent(thing.due, now) or (day is not None and str(day) not in digests)
