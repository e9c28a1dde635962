"""What is due around dossiers is said to the right people, and stopped by the act itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from instruments.spec import Level
from notifications.models import OutboxMail, Reminded
from notifications.reminding.run import is_all_done, remind
from proposals.actions import informing, visas
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.mandates import give_mandate
from proposals.actions.writing import save_answer
from proposals.enums import VisaOpinion
from proposals.facts import verdicts
from proposals.models import Coeditor, Dossier, Opinion, Visa
from tests.factories import a_person, an_office
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, completed
from tests.proposals.test_triage import asked

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told(source: str) -> list[tuple[Person, str]]:
    """Who was told which step, in order."""
    rows = Reminded.objects.filter(source=source).select_related("person").order_by("at", "pk")
    return [(row.person, row.step) for row in rows]


def turn(now: datetime) -> None:
    """The scheduler, twice."""
    remind(now)
    assert remind(now) == 0


def noon_in(days: int) -> datetime:
    """Noon, UTC, so many days from now: an hour of the day for every digest."""
    return (timezone.now() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def an_old_dossier(dossier: Dossier) -> Dossier:
    """Opened long before its closing, which is at noon in thirty days."""
    closes = noon_in(30)
    Dossier.objects.filter(pk=dossier.pk).update(created_at=closes - timedelta(days=60), extended_until=closes)
    dossier.refresh_from_db()
    return dossier


def test_an_unfiled_dossier_is_warned_of_at_each_step_and_one_that_is_not_ready_at_the_first_alone():
    complete, incomplete = an_old_dossier(a_complete_dossier()), an_old_dossier(a_dossier())
    writer = a_person()
    Coeditor.objects.create(
        dossier=complete, email=writer.email, person=writer, invited_at=timezone.now(), invited_by=complete.carrier
    )
    for before in (timedelta(days=6), timedelta(hours=40), timedelta(hours=1), timedelta(minutes=5)):
        turn(complete.closes - before)
    steps = ["-7d", "-48h", "-3h"]
    assert [step for person, step in told("filing") if person == complete.carrier] == steps
    assert [step for person, step in told("filing") if person == writer] == steps
    assert [step for person, step in told("filing") if person == incomplete.carrier] == ["-7d"]
    assert " points " in OutboxMail.objects.get(person=incomplete.carrier, key="reminder.digest").text


def test_a_mandate_or_the_filing_itself_needs_no_warning():
    mandated, filed = an_old_dossier(a_complete_dossier()), an_old_dossier(a_complete_dossier())
    give_mandate(mandated, at=timezone.now(), by=standing_of(mandated.carrier))
    submit_dossier(filed, at=timezone.now(), by=standing_of(filed.carrier))
    turn(filed.closes - timedelta(hours=2))
    assert told("filing") == told("mandate") == []


def mandated(dossier: Dossier) -> Dossier:
    """The same, asked long ago to be filed by itself, read in English."""
    Person.objects.filter(pk=dossier.carrier_id).update(language="en")
    give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    Dossier.objects.filter(pk=dossier.pk).update(mandated_at=dossier.closes - timedelta(days=50))
    dossier.refresh_from_db()
    return dossier


def nights_before(dossier: Dossier) -> None:
    """A month, a week, two days, three hours before its closing."""
    for before in (timedelta(days=29), timedelta(days=6), timedelta(hours=40), timedelta(hours=1)):
        turn(dossier.closes - before)


def test_a_mandate_that_cannot_be_kept_is_told_with_what_is_missing_while_it_can_be_mended():
    dossier, writer = mandated(an_old_dossier(a_dossier())), a_person()
    Coeditor.objects.create(
        dossier=dossier, email=writer.email, person=writer, invited_at=timezone.now(), invited_by=dossier.carrier
    )
    nights_before(dossier)
    assert told("filing") == []
    assert [step for person, step in told("mandate") if person == dossier.carrier] == ["-7d", "-48h", "-3h"]
    assert [step for person, step in told("mandate") if person == writer] == ["-7d", "-48h", "-3h"]
    first = OutboxMail.objects.filter(person=dossier.carrier, key="reminder.digest").order_by("pk")[0].text
    assert "Dossier that will not be filed, as it stands: “untitled dossier”" in first
    missing = [one.sentence.en for one in verdicts(dossier.rules, dossier.working_content) if one.level is Level.BLOCK]
    assert len(missing) > 5
    assert [sentence for sentence in missing[:5] if sentence not in first] == []
    assert missing[5] not in first
    assert f"And {len(missing) - 5} other points." in first
    assert f"/proposals/{dossier.uid}/missing/" in first
    assert "asking that it no longer be filed at the closing" in first


def test_a_mandate_is_no_longer_worried_about_once_what_blocked_is_settled():
    dossier = mandated(an_old_dossier(a_dossier()))
    turn(dossier.closes - timedelta(days=6))
    completed(dossier)
    for before in (timedelta(hours=40), timedelta(hours=1)):
        turn(dossier.closes - before)
    assert [step for _person, step in told("mandate")] == ["-7d"]


def test_a_mail_about_a_mandate_that_was_settled_before_it_left_does_not_leave():
    dossier = mandated(an_old_dossier(a_dossier()))
    now = dossier.closes - timedelta(hours=40)
    remind(now)
    mail = OutboxMail.objects.get(person=dossier.carrier, key__startswith="reminder.")
    assert not is_all_done(mail, now)
    completed(dossier)
    assert is_all_done(mail, now)


def test_a_working_copy_that_will_not_replace_the_filed_version_is_told_as_that():
    dossier = an_old_dossier(a_filed_dossier())
    now, by = timezone.now(), standing_of(dossier.carrier)
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="context", value="", revision=1, at=now, by=by)
    dossier = mandated(Dossier.objects.get(pk=dossier.pk))
    nights_before(dossier)
    assert [step for _person, step in told("mandate")] == ["-7d", "-48h", "-3h"]
    text = OutboxMail.objects.filter(person=dossier.carrier, key="reminder.digest").order_by("pk")[0].text
    assert f"Version that will not replace the one filed, as it stands: {dossier.reference}" in text


def test_the_page_of_ones_own_reminders_says_nothing_blocks_that_it_has_not_looked_at(client):
    dossier = mandated(an_old_dossier(a_complete_dossier()))
    client.force_login(dossier.carrier)
    page = client.get("/reminders/mine/").content.decode()
    assert "if something blocks in it by then" in page
    assert "will not be filed" not in page


def test_a_date_that_is_postponed_is_said_again():
    dossier = an_old_dossier(a_complete_dossier())
    turn(dossier.closes - timedelta(hours=47))
    Dossier.objects.filter(pk=dossier.pk).update(extended_until=dossier.closes + timedelta(days=10))
    turn(dossier.closes + timedelta(days=10) - timedelta(hours=47))
    assert [step for _person, step in told("filing")] == ["-48h", "-48h"]


def an_opinion_due(days: int) -> tuple[Visa, Person]:
    """Asked twenty days before its date, and who gives it."""
    dossier = a_filed_dossier()
    visa = dossier.visas.get()
    due = noon_in(days)
    Visa.objects.filter(pk=visa.pk).update(due=due, asked_at=due - timedelta(days=20))
    visa.refresh_from_db()
    return visa, Person.objects.get(offices__role=Role.UNIT_DIRECTOR, offices__unit=dossier.unit)


def test_whoever_gives_the_units_opinion_is_reminded_until_it_is_given_then_the_institute():
    visa, director = an_opinion_due(days=10)
    officer = an_office(a_person(), Role.INSTITUTE_OFFICER, visa.institute).person
    for away in (-6, -1.9, 3, 7):
        turn(visa.due + timedelta(days=away))
    assert told("visa") == [(director, "-7d"), (director, "-48h"), (director, "+3d"), (officer, "+7d")]
    assert Visa.objects.get(pk=visa.pk).reminded_at == visa.due + timedelta(days=7)


def test_an_opinion_given_a_minute_before_gets_no_reminder():
    visa, director = an_opinion_due(days=2)
    visas.give_visa(visa, opinion=VisaOpinion.FAVOURABLE, at=timezone.now(), by=standing_of(director))
    turn(visa.due - timedelta(hours=47))
    assert told("visa") == []


def test_a_completion_and_an_opinion_asked_are_reminded_of():
    dossier = asked(a_filed_dossier(), days=20)
    consulted = a_person()
    officer = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, dossier.institute).person)
    informing.ask_opinion(dossier, person=consulted, question="Le site est-il accessible ?", at=timezone.now(),
                          by=officer)  # fmt: skip
    due = noon_in(20)
    dossier.completions.update(due=due)
    Opinion.objects.update(due=due)
    for away in (-2.1, -0.9, 3):
        turn(due + timedelta(days=away))
    assert told("completion") == [(dossier.carrier, "-3d"), (dossier.carrier, "-24h")]
    assert told("opinion") == [(consulted, "-3d"), (consulted, "+3d")]
