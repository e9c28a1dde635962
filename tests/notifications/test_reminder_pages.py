"""The pages of reminders: what is typed wrong is said, what is typed stays, nothing is written; who reads what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from directory.enums import Role
from directory.standing import standing_of
from notifications.actions.rules import change_rule, restore_rule
from notifications.enums import Rhythm
from notifications.models import Reminded, ReminderPreference, ReminderRule
from notifications.reminding.preview import addressed_to, listed_to
from notifications.reminding.rules import Rules
from notifications.reminding.run import remind
from notifications.reminding.sources import all_sources, source_of
from notifications.reminding.steps import Step, instant_of
from notifications.reminding.typed import read_steps, write_steps
from tests.factories import a_holder, a_person
from tests.notifications.things import Thing, Things, only
from workflow.engine import Refused
from workflow.history import timeline, verify

pytestmark = pytest.mark.django_db

RULE = "/reminders/rules/things/one/"
NOON = datetime(2027, 9, 30, 10, tzinfo=UTC)
LONG = ", ".join(map(str, range(1, 60)))
BAD = [
    # (place, typed, sentence in French, sentence in English)
    ("doers-before", "demain", "« demain » n’est pas un délai.", "“demain” is not a delay."),
    ("doers-before", "J-7", "« J-7 » n’est pas un délai.", "“J-7” is not a delay."),
    ("doers-before", "7,5 jours et demi", "n’est pas un délai", "is not a delay"),
    ("doers-before", "-7", "« -7 » n’est pas un délai.", "“-7” is not a delay."),
    ("doers-before", "7 semaines", "« 7 semaines » n’est pas un délai.", "“7 semaines” is not a delay."),
    ("doers-before", "401", "« 401 » est trop loin de la date : 400 jours au plus.",
     "“401” is too far from the date: 400 days at most."),
    ("doers-before", "100 h", "99 heures au plus", "99 hours at most"),
    ("doers-before", "25 mois", "24 mois au plus", "24 months at most"),
    ("doers-before", "999999", "trop loin de la date", "too far from the date"),
    ("doers-before", "7, 2, 7", "« 7 » figure deux fois : une seule suffit.", "“7” stands twice: once is enough."),
    ("doers-before", "7 ; 7 jours", "« 7 jours » figure deux fois", "“7 jours” stands twice"),
    ("doers-before", "1,2,3,4,5,6,7,8,9,10,11,12,13", "13 rappels sont trop : 12 au plus.",
     "13 reminders are too many: 12 at most."),
    ("doers-before", "0 h", "« 0 h » est la date elle-même", "“0 h” is the date itself"),
    ("doers-after", "0", "« 0 » est la date elle-même", "“0” is the date itself"),
    ("heads-after", LONG, "C’est trop long : 200 caractères au plus.", "This is too long: 200 characters at most."),
    ("heads-before", "<b>7</b>", "« &lt;b&gt;7&lt;/b&gt; » n’est pas un délai.",
     "“&lt;b&gt;7&lt;/b&gt;” is not a delay."),
]  # fmt: skip


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    source = Things()
    only(monkeypatch, source)
    return source


def a_client(person: Any, language: str = "fr") -> Client:
    type(person).objects.filter(pk=person.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    """The page, with plain spaces."""
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.mark.parametrize(("place", "typed", "french", "english"), BAD)
def test_a_rule_that_cannot_be_read_is_refused_in_words_and_stays_typed(things, place, typed, french, english):
    person = a_holder(Role.DERCI_OFFICER)
    for language, sentence in (("fr", french), ("en", english)):
        answer = a_client(person, language).post(RULE, {"doers-before": "9", "revision": "0", place: typed})
        said = text_of(answer)
        assert answer.status_code == 200
        assert sentence in said
        assert typed.replace("<", "&lt;").replace(">", "&gt;")[:150] in said
    assert not ReminderRule.objects.exists()


@pytest.mark.parametrize("revision", ["7", "", "x", "-1", "9" * 30])
def test_a_form_that_comes_late_or_is_forged_changes_nothing(things, revision):
    answer = a_client(a_holder(Role.DERCI_OFFICER)).post(RULE, {"doers-before": "9 jours", "revision": revision})
    assert answer.status_code == 200
    assert "9 jours" in text_of(answer)
    assert "Quelqu’un a modifié cette règle" in text_of(answer)
    assert not ReminderRule.objects.exists()


def test_a_rule_changed_is_in_force_is_in_the_history_and_can_be_given_back(things):
    person = a_holder(Role.DERCI_OFFICER)
    client = a_client(person)
    client.post(RULE, {"doers-before": "9 mois, 30 j ; 48 h", "heads-after": "7", "revision": "0"})
    rule = ReminderRule.objects.get()
    assert rule.steps == {"doers": ["-9m", "-30d", "-48h"], "heads": ["+7d"]}
    assert Rules().steps_of(things, "one")["doers"] == (Step(-9, "m"), Step(-30), Step(-48, "h"))
    assert Rules().steps_of(things, "two")["doers"][0] == Step(-7)
    assert "9 mois avant, 30 jours avant, 48 heures avant" in text_of(client.get("/reminders/rules/"))
    # whoever read the first one comes too late, and reads the other's
    late = client.post(RULE, {"doers-before": "5", "revision": "0"})
    assert "Quelqu’un a modifié cette règle" in text_of(late)
    assert "9 mois avant" in text_of(late)
    assert client.post(f"{RULE}restore/", {"revision": "1"}).status_code == 302
    assert Rules().steps_of(things, "one") == Rules().steps_of(things, "two")
    assert [row.act for row in timeline(rule)] == ["restore", "edit"]
    assert list(verify()) == []
    assert person.get_full_name() in text_of(client.get(RULE))


def test_only_the_derci_changes_a_rule_and_an_empty_field_is_silence(things):
    officer = standing_of(a_holder(Role.INSTITUTE_OFFICER))
    for act in (
        lambda: change_rule("things", "one", {}, revision=0, at=NOON, by=officer),
        lambda: restore_rule("things", "one", revision=0, at=NOON, by=officer),
    ):
        with pytest.raises(Refused):
            act()
    derci = standing_of(a_holder(Role.DERCI_OFFICER))
    change_rule("things", "one", {"doers": [], "heads": []}, revision=0, at=NOON, by=derci)
    person = a_person()
    things.things = {1: Thing(NOON + timedelta(hours=1), (person.pk,)),
                     2: Thing(NOON + timedelta(hours=1), (person.pk,), instrument="two")}  # fmt: skip
    assert remind(NOON) == 1
    assert remind(NOON + timedelta(minutes=30)) == 0
    assert [line.due.pk for line in addressed_to(standing_of(person), NOON).lines if line.due.pk == 1] == []


def test_an_unknown_rule_is_nowhere(things):
    client = a_client(a_holder(Role.DERCI_OFFICER))
    for path in ("/reminders/rules/nothing/one/", "/reminders/rules/things/three/"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}restore/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_steps_are_read_back_as_they_are_written(language):
    with translation.override(language):
        for text in ("9 mois, 30, 7 jours, 48 h, 0", "1, 1 h, 1 m"):
            steps = read_steps(text, is_after=False)
            assert read_steps(write_steps(steps), is_after=False) == steps


@pytest.mark.parametrize(("data", "french", "english"), [
    ({"things": "hourly"}, "ne peut pas être aussi rare", "is not said this seldom"),
    ({"things": "urgent"}, "ne peut pas être aussi rare", "is not said this seldom"),
    ({}, "Choisissez l’une des possibilités.", "Choose one of the possibilities."),
])  # fmt: skip
def test_a_rhythm_that_does_not_exist_or_would_silence_what_must_reach_is_refused(
    things, data, french, english, monkeypatch
):
    monkeypatch.setattr(Things, "must_reach", True)
    person = a_person()
    ReminderPreference.objects.create(person=person, source="things", rhythm=Rhythm.WEEKLY)
    for language, sentence in (("fr", french), ("en", english)):
        assert sentence in text_of(a_client(person, language).post("/reminders/mine/", data))
    assert ReminderPreference.objects.get().rhythm == Rhythm.WEEKLY
    assert a_client(person).post("/reminders/mine/", {"things": "daily"}).status_code == 302
    assert not ReminderPreference.objects.exists()


def test_the_preview_says_what_the_run_then_does(things):
    people = [a_person(time_zone=zone) for zone in ("Europe/Paris", "Asia/Tokyo")]
    now = datetime(2027, 9, 1, 6, 30, tzinfo=UTC)
    things.things = {
        1: Thing(now + timedelta(days=8), (people[0].pk, people[1].pk)),
        2: Thing(now + timedelta(days=20), (people[1].pk,)),
        3: Thing(now + timedelta(days=90), (people[0].pk,)),
    }
    coming = listed_to(standing_of(a_holder(Role.DERCI_OFFICER)), now, [things]).lines
    announced = {(line.due.event, line.step.code, line.to): line.ready for line in coming}
    assert len(announced) == 9 + 3
    clock = now
    while clock < now + timedelta(days=30):
        remind(clock)
        clock += timedelta(minutes=30)
    said = {(row.event, row.step, row.person_id): row.at for row in Reminded.objects.all()}
    assert said.keys() == announced.keys()
    assert all(timedelta() <= said[key] - announced[key] < timedelta(minutes=30) for key in said)


def test_filters_keep_what_they_name_and_ignore_what_they_do_not_know(things):
    one, other = a_person(first_name="Hélène", last_name="Carradec"), a_person(first_name="Akiko", last_name="Mori")
    due = timezone.now() + timedelta(days=20)
    things.things = {1: Thing(due, (one.pk,)), 2: Thing(due, (other.pk,), instrument="two", institute_id=7)}
    client = a_client(a_holder(Role.DERCI_OFFICER))
    for query, kept in (("", "12"), ("q=helene", "1"), ("instrument=two", "2"), ("institute=8", "12"), ("kind=x", "12"),
                        ("page=99&kind=", "12"), ("q=personne", "")):  # fmt: skip
        said = text_of(client.get(f"/reminders/?{query}"))
        assert [str(pk) for pk in (1, 2) if f"Thing {pk}<" in said] == list(kept), query


def test_every_source_of_the_house_has_rules_for_each_instrument():
    for source in all_sources():
        assert source.instruments()
        for slug in source.instruments():
            for audience, codes in source.steps_of(slug).items():
                assert audience in source.audiences
                assert all(Step.read(code).code == code for code in codes)
        assert source_of(source.key) is source


@pytest.mark.parametrize(("code", "due", "zone", "ready"), [
    ("-7d", "2027-10-31T12:00Z", "Europe/Paris", "2027-10-24T06:00Z"),
    ("-1d", "2027-11-01T12:00Z", "Europe/Paris", "2027-10-31T07:00Z"),
    ("-7d", "2027-03-29T12:00Z", "Europe/Paris", "2027-03-22T07:00Z"),
    ("-7d", "2027-03-29T23:30Z", "Asia/Tokyo", "2027-03-22T23:00Z"),
    ("-3h", "2027-03-28T02:00Z", "Europe/Paris", "2027-03-27T23:00Z"),
    ("+0d", "2027-05-05T04:00Z", "Europe/Paris", "2027-05-05T04:00Z"),
    ("-9m", "2028-11-30T12:00Z", "Europe/Paris", "2028-02-29T07:00Z"),
    ("+1m", "2027-01-31T12:00Z", "Pacific/Noumea", "2027-02-27T21:00Z"),
    ("+7d", "2027-03-07T20:00Z", "America/Los_Angeles", "2027-03-14T15:00Z"),
])  # fmt: skip
def test_a_step_is_ready_in_the_morning_where_the_person_lives(code, due, zone, ready):
    assert instant_of(Step.read(code), datetime.fromisoformat(due), ZoneInfo(zone)) == datetime.fromisoformat(ready)
