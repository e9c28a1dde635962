"""Each reminder exactly once: whatever runs the clock, how often, after which absence, in which zone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notifications import delivery
from notifications.enums import MailState
from notifications.models import OutboxMail, Reminded, ReminderPreference
from notifications.reminding import run
from notifications.reminding.digest import MOST_LISTED
from notifications.reminding.run import remind
from notifications.reminding.steps import Step, digest_day, is_urgent, ready_at
from tests.factories import a_person
from tests.notifications.things import Thing, Things, address, only

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ZONES = ("Europe/Paris", "Asia/Tokyo", "Pacific/Noumea", "America/Los_Angeles")
# around both changes of the clock in Paris and Los Angeles
STARTS = (datetime(2027, 3, 8, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC), datetime(2027, 10, 25, tzinfo=UTC),
          datetime(2027, 11, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))  # fmt: skip
RHYTHMS = ("daily", "weekly", "urgent")
EVERY, RUNS = timedelta(hours=6), 44


class Undone(Exception):
    """Rolls an example back."""


lives = st.fixed_dictionaries({
    "start": st.sampled_from(STARTS),
    "minute": st.integers(0, 359),
    "zones": st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    "rhythms": st.tuples(st.sampled_from(RHYTHMS), st.sampled_from(RHYTHMS)),
    # (hours from the start until due, who, hours until done)
    "things": st.lists(
        st.tuples(st.integers(1, 260), st.sampled_from(["a", "b", "both"]), st.none() | st.integers(1, 250),
                  st.integers(0, 120)),
        min_size=1, max_size=4,
    ),
    # the scheduler is away: (first run missed, how many)
    "absences": st.lists(st.tuples(st.integers(0, RUNS - 10), st.integers(1, 14)), max_size=2),
    "twice": st.booleans(),
})  # fmt: skip


# no shrinking: one example is a fortnight of runs
@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
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


# -- the moment of sending ------------------------------------------------------------------------
NOON = datetime(2027, 9, 30, 10, tzinfo=UTC)


def test_what_is_done_while_the_run_is_at_work_is_not_said(monkeypatch: pytest.MonkeyPatch):
    person, other = a_person(), a_person()
    source = Things(Thing(NOON + timedelta(hours=1), (person.pk,)), Thing(NOON + timedelta(hours=1), (other.pk,)))
    only(monkeypatch, source)
    source.acted = lambda: setattr(source.things[1], "done_at", NOON)
    assert remind(NOON) == 1
    assert OutboxMail.objects.get().person == other


def test_what_somebody_is_acting_on_is_left_to_the_next_run_with_all_that_person_is_told(
    monkeypatch: pytest.MonkeyPatch,
):
    person = a_person()
    source = Things(Thing(NOON + timedelta(days=6), (person.pk,)), Thing(NOON + timedelta(days=5), (person.pk,)))
    only(monkeypatch, source)
    source.busy = frozenset({1})
    assert remind(NOON) == 0
    source.busy = frozenset()
    source.things[2].done_at = NOON
    assert remind(NOON + timedelta(minutes=5)) == 1
    assert Reminded.objects.get().event.startswith("things:1:")


def test_a_mail_whose_things_were_all_done_before_it_left_is_not_sent(monkeypatch: pytest.MonkeyPatch, mailbox: Any):
    person, other = a_person(), a_person()
    now = datetime.now(UTC)
    source = Things(*(Thing(now + timedelta(hours=1), (one.pk,)) for one in (person, other, other)))
    only(monkeypatch, source)
    assert remind(now) == 2
    source.things[1].done_at = source.things[2].done_at = now
    assert delivery.send_due() == 1
    assert mailbox.recipients == [[other.email]]
    assert OutboxMail.objects.get(person=person).state == MailState.STOPPED
    assert delivery.send_due() == 0


def test_one_person_whose_words_cannot_be_made_holds_up_nobody(monkeypatch: pytest.MonkeyPatch):
    people = [a_person(), a_person()]
    source = Things(*(Thing(NOON + timedelta(hours=1), (one.pk,)) for one in people))
    only(monkeypatch, source)

    def sentence(due: Any) -> str:
        if due.pk == 1:
            raise ValueError("no words")
        return "Thing"

    monkeypatch.setattr(source, "sentence", sentence)
    assert remind(NOON) == 1
    assert Reminded.objects.get().person == people[1]
    monkeypatch.undo()
    only(monkeypatch, source)
    assert remind(NOON + timedelta(minutes=5)) == 1


def test_pages_are_made_together_and_each_for_itself_when_one_mail_cannot_be_written(monkeypatch: pytest.MonkeyPatch):
    people = [a_person() for _ in range(3)]
    source = Things(*(Thing(NOON + timedelta(hours=1), (one.pk,)) for one in people))
    only(monkeypatch, source)
    asked: list[int] = []

    def paths_for(told: Any) -> dict[tuple[int, int], str]:
        asked.append(len(told))
        return {(due.pk, to.pk): f"/together/{due.pk}/" for due, to in told if due.pk != 3}

    monkeypatch.setattr(source, "paths_for", paths_for)
    monkeypatch.setattr(source, "path_for", lambda due, to: f"/alone/{due.pk}/")
    assert remind(NOON) == 3
    pages = ["/together/1/", "/together/2/", "/alone/3/"]
    mails = OutboxMail.objects.order_by("person")
    assert [page in mail.text and page in mail.html for mail, page in zip(mails, pages, strict=True)] == [True] * 3
    OutboxMail.objects.all().delete()
    monkeypatch.setattr(source, "stops", lambda due: ["", "doing it."][due.pk - 1])
    assert remind(NOON) == 2
    assert asked == [3, 3]
    assert [mail.person for mail in mails.all() if "/alone/" in mail.text] == people[:2]


def test_three_days_away_are_made_up_for_by_one_mail(monkeypatch: pytest.MonkeyPatch):
    person = a_person()
    source = Things(*(Thing(NOON + timedelta(days=days), (person.pk,)) for days in (6, 5, 1)))
    only(monkeypatch, source)
    assert remind(NOON) == 1
    assert {(row.event[:8], row.step) for row in Reminded.objects.all()} == {
        ("things:1", "-7d"), ("things:2", "-7d"), ("things:3", "-2d"),
    }  # fmt: skip


def test_somebody_without_an_account_an_inactive_person_and_a_cap(monkeypatch: pytest.MonkeyPatch):
    gone = a_person(is_active=False)
    partner = address("partner@example.org", "Asia/Tokyo")
    source = Things(*(Thing(NOON + timedelta(hours=1), (partner, gone.pk, 0)) for _ in range(MOST_LISTED + 2)))
    only(monkeypatch, source)
    assert remind(NOON) == 1
    assert remind(NOON + timedelta(minutes=5)) == 0
    mail = OutboxMail.objects.get()
    assert (mail.address, mail.language) == ("partner@example.org", "en")
    assert mail.text.count("Awaited by") == MOST_LISTED
    assert "2 more of this kind" in mail.text
    assert "/reminders/mine/" not in mail.text
    assert Reminded.objects.filter(email=partner.email).count() == MOST_LISTED + 2


def test_each_audience_is_told_after_the_other_and_whoever_is_both_once(monkeypatch: pytest.MonkeyPatch):
    doer, head = a_person(), a_person()
    source = Things(Thing(NOON, (doer.pk,), also={"heads": (head.pk, doer.pk)}))
    only(monkeypatch, source)
    for days in (7, 14):
        remind(NOON + timedelta(days=days))
    rows = Reminded.objects.order_by("pk").values_list("person", "step")
    assert sorted(rows) == sorted([(doer.pk, "+7d"), (head.pk, "+7d"), (doer.pk, "+14d"), (head.pk, "+14d")])


def test_the_database_itself_refuses_a_step_said_twice():
    person = a_person()
    mail = OutboxMail.objects.create(key="reminder.digest", event="digest:x", person=person, language="fr")
    row = {"source": "things", "event": "things:1:x", "step": "-7d", "position": -168, "at": NOON, "mail": mail}
    for to in ({"person": person}, {"email": "x@example.org"}):
        Reminded.objects.create(**row, **to)
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminded.objects.create(**row, **to)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminded.objects.create(**row)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_say_each_thing_once(monkeypatch: pytest.MonkeyPatch):
    people = [a_person() for _ in range(12)]
    source = Things(*(Thing(NOON + timedelta(hours=1), (one.pk,)) for one in people for _ in range(2)))
    only(monkeypatch, source)
    monkeypatch.setattr(run, "TOGETHER", 3)
    gate = Barrier(3)
    posted: list[int] = []

    def schedule() -> None:
        try:
            gate.wait(10)
            posted.append(remind(NOON))
        finally:
            connection.close()

    threads = [Thread(target=schedule) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(posted) == len(people)
    assert OutboxMail.objects.count() == len(people)
    assert Counter(Reminded.objects.values_list("event", "person")) == Counter(
        (f"things:{pk}:{thing.due:%Y%m%d%H%M}", thing.to[0]) for pk, thing in source.things.items()
    )
