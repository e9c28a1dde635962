"""Commitment letters: the board opens with the institutions, they answer by link, the minimum starts the action."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from documents import checks
from documents.links import LinkRefused, read_link
from funding.actions import letters as acts
from funding.actions.starting import default_start
from funding.boxes.formalisation import euros_a_year
from funding.enums import CommitmentState
from funding.formal_effects import GOOD_FOR, PURPOSE
from funding.models import Award, Commitment, CommitmentLetter
from funding.workflow import COMMITMENT
from notifications.models import OutboxMail
from proposals.models import Dossier, Partner
from tests.documents import files
from tests.documents.files import a_pdf, an_upload
from tests.funding.awards import a_selected_dossier
from tests.funding.formal import (
    a_dossier_at_letters,
    a_set_up,
    a_signed_letter,
    as_role,
    browser_of,
    link_to,
    person_of,
)
from workflow.engine import SYSTEM, Refused, offers, perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_life_of_a_letter_is_sound():
    assert COMMITMENT.defects() == []


def test_the_board_opens_with_the_institutions_each_once_in_its_language():
    dossier = a_selected_dossier("irn")
    partner = dossier.filing.content["partners"][0]
    twice = [partner, {**partner, "laboratory": "Un autre"}, {**partner, "side": "french", "institution": "Sorbonne",
                                                             "country": ""}]  # fmt: skip
    found = acts.institutions(twice)
    assert [(one["institution"], one["language"], one["country"]) for one in found] == [
        (partner["institution"], "en", "JP"), ("Sorbonne", "fr", "FR"),
    ]  # fmt: skip
    perform(dossier, "open-letters", by=as_role(dossier, Role.INSTITUTE_OFFICER))
    lines = Commitment.objects.filter(dossier=dossier)
    assert lines.count() == len({one["institution"] for one in dossier.filing.content["partners"]})
    assert set(lines.values_list("state", "is_required")) == {("to-ask", True)}
    # the carrier learns that it is being formalised, once
    acts.open_board(dossier, at=timezone.now())
    assert lines.count() == 2
    assert OutboxMail.objects.filter(key="formalisation.opened", person=dossier.carrier).count() == 1


@pytest.mark.both
def test_the_action_starts_once_the_set_minimum_is_signed_on_a_day_inside_the_limits():
    dossier, officer = a_dossier_at_letters("irn")
    first, second = Commitment.objects.filter(dossier=dossier)
    with pytest.raises(Refused, match=str(first)):
        perform(dossier, "start", by=officer)
    a_signed_letter(first, officer)
    with pytest.raises(Refused, match=str(second)):
        perform(dossier, "start", by=officer)
    fields = {name: getattr(second, name) for name in acts.LINE} | {"is_required": False}
    acts.correct_line(second, fields=fields, at=timezone.now(), by=officer)
    with pytest.raises(Refused):
        perform(dossier, "start", by=officer, starts_on=date(2019, 1, 1))
    starts_on = default_start(dossier, timezone.now()).replace(month=3)
    perform(dossier, "start", by=officer, starts_on=starts_on)
    assert Award.objects.get(dossier=dossier).starts_on == starts_on
    told = set(OutboxMail.objects.filter(key="award.started").values_list("person", flat=True))
    assert {dossier.carrier_id, officer.person_id} <= told
    with pytest.raises(Refused):
        acts.add_line(dossier, fields=fields, at=timezone.now(), by=officer)


def test_without_any_needed_letter_nothing_starts():
    dossier, officer = a_dossier_at_letters()
    Commitment.objects.update(is_required=False)
    offer = next(one for one in offers(dossier, officer) if one.transition.name == "start")
    assert len(offer.reasons) == 1


@pytest.mark.both
def test_the_institution_answers_by_its_link_in_its_language_as_often_as_it_likes():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    perform(letter, "ask", by=officer)
    mail = OutboxMail.objects.get(key="commitment.asked")
    assert (mail.email, mail.language) == (letter.email, "en")
    path = "/commitment/" + mail.text.split("/commitment/")[1].split()[0]
    client = Client(headers={"accept-language": "fr"})
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Content-Language"] == "en"
    assert "Your answer is awaited" in page.content.decode()
    # promised in yen, without a rate: shown, not summed
    assert client.post(path, {"credits": "1", "amount": "1 200 000", "currency": "JPY"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.amount, letter.euros) == ("promised", Decimal(1_200_000), None)
    acts.state_credits(letter, amount=Decimal(1_200_000), currency="JPY", rate=Decimal("0.0061"),
                       rate_on=date(2026, 9, 1), at=timezone.now(), by=officer)  # fmt: skip
    assert euros_a_year(list(Commitment.objects.on_board())) == Decimal("7320.00")
    # signed, twice the same file: once
    for _turn in range(2):
        assert client.post(f"{path}send/", {"file": an_upload(a_pdf(), "signed.pdf")}).status_code == 302
    assert CommitmentLetter.objects.get().is_by_link
    with pytest.raises(Refused):
        perform(dossier, "start", by=officer)  # not checked yet
    checks.sweep()
    letter.refresh_from_db()
    assert letter.state == CommitmentState.SIGNED
    # another file takes its place, the first one is kept
    client.post(f"{path}send/", {"file": an_upload(a_pdf(2), "again.pdf")})
    assert CommitmentLetter.objects.filter(removed_at=None).get().file.name == "again.pdf"
    assert CommitmentLetter.objects.count() == 2
    # a letter that is signed is not declined by the link
    assert client.post(path, {"decline": "1", "text": "No."}).status_code == 409
    told = OutboxMail.objects.filter(key="commitment.answered", person=officer.person_id)
    assert told.count() == 3
    # the carrier has the letter, and so has the officer
    checks.sweep()
    got = browser_of(dossier.carrier).get(
        f"/commitments/{letter.uid}/files/{CommitmentLetter.objects.get(removed_at=None).file.uid}/"
    )
    assert got.status_code == 200
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(got.streaming_content) == a_pdf(2)


def test_a_letter_that_the_check_refuses_does_not_count_and_the_institution_is_told():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    token = link_to(letter)
    Client().post(f"/commitment/{token}/send/", {"file": an_upload(files.with_script(), "bad.pdf")})
    letter.refresh_from_db()
    assert letter.state == CommitmentState.SIGNED
    checks.sweep()
    letter.refresh_from_db()
    assert letter.state == CommitmentState.TO_ASK
    mails = OutboxMail.objects.filter(key="commitment.refused")
    assert set(mails.values_list("email", "person")) == {(letter.email, None), ("", officer.person_id)}
    # an officer never gets the institution's own link
    assert token not in mails.get(person=officer.person_id).text
    assert "program" in mails.get(person=None).text


def test_declined_with_a_reason_then_asked_again_or_taken_out():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    acts.decline_by_link(letter, text="Notre conseil a refusé.", at=timezone.now())
    acts.decline_by_link(letter, text="Encore.", at=timezone.now())
    assert OutboxMail.objects.filter(key="commitment.answered").count() == 1
    perform(letter, "ask", by=officer)
    token = OutboxMail.objects.get(key="commitment.asked").text.split("/commitment/")[1].split("/")[0]
    perform(letter, "remove", by=officer, reason="Elle n’est plus partenaire.")
    assert Client().get(f"/commitment/{token}/").status_code == 410
    # given up by the direction, with its reason
    perform(dossier, "give-up", by=as_role(dossier, Role.INSTITUTE_DIRECTION), reason="Sans engagement.")
    dossier.refresh_from_db()
    assert dossier.state == "not-selected"


@pytest.mark.both
def test_reminders_leave_at_most_once_a_day_by_the_link_that_is_good():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert not acts.chase(letter, at=now, by=officer)  # not asked yet
    perform(letter, "ask", by=officer, at=now)
    assert not acts.chase(letter, at=now + timedelta(hours=23), by=officer)
    assert acts.chase(letter, at=now + timedelta(days=1), by=officer)
    assert not acts.chase(letter, at=now + timedelta(days=1, hours=1), by=SYSTEM)
    # the link has expired: the reminder brings another one
    late = now + GOOD_FOR + timedelta(days=2)
    assert acts.chase(letter, at=late, by=SYSTEM)
    assert acts.good_link(letter, late) is not None
    assert OutboxMail.objects.filter(key="commitment.chased").count() == 2


def test_asking_and_reminding_all_is_previewed_and_says_who_is_left_out():
    dossier, officer = a_dossier_at_letters("irn")
    mute = Commitment.objects.filter(dossier=dossier).order_by("pk").last()
    Commitment.objects.filter(pk=mute.pk).update(email="")
    client = browser_of(person_of(officer))
    preview = client.get(f"/proposals/{dossier.uid}/letters/ask/").content.decode()
    assert "en anglais" in preview
    assert "aucun courriel" in preview
    assert not OutboxMail.objects.filter(key="commitment.asked").exists()
    for _turn in range(2):
        client.post(f"/proposals/{dossier.uid}/letters/ask/")
    assert OutboxMail.objects.filter(key="commitment.asked").count() == 1
    page = client.get(f"/proposals/{dossier.uid}/letters/chase/").content.decode()
    assert "un courriel est parti depuis moins d’un jour" in page
    client.post(f"/proposals/{dossier.uid}/letters/chase/")
    assert not OutboxMail.objects.filter(key="commitment.chased").exists()


def test_a_withdrawn_link_gives_nothing_and_another_address_withdraws_it():
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    first = link_to(letter)
    acts.withdraw_link(letter, at=timezone.now(), by=officer)
    with pytest.raises(LinkRefused):
        read_link(first, PURPOSE)
    second = link_to(letter)
    fields = {name: getattr(letter, name) for name in acts.LINE} | {"email": "autre@example.org"}
    acts.correct_line(letter, fields=fields, at=timezone.now(), by=officer)
    with pytest.raises(LinkRefused):
        read_link(second, PURPOSE)


def test_whoever_writes_the_dossier_gathers_no_letter_of_it():
    dossier, _officer = a_dossier_at_letters()
    from directory.standing import standing_of
    from tests.factories import an_office

    both = standing_of(an_office(dossier.carrier, Role.INSTITUTE_OFFICER, dossier.institute).person)
    letter = Commitment.objects.get(dossier=dossier)
    with pytest.raises(Refused):
        perform(letter, "ask", by=both)
    with pytest.raises(Refused):
        acts.state_credits(letter, amount=Decimal(1), at=timezone.now(), by=both)
    with pytest.raises(Refused):
        perform(dossier, "start", by=both)


def test_the_database_holds_what_a_letter_says():
    dossier, _officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    for bad in ({"amount": -1}, {"state": "asked", "email": ""}, {"currency": "USD", "euros": 5, "rate": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=letter.pk).update(**bad)


def test_the_board_is_read_by_staff_writers_and_director_not_by_finance():
    dossier, officer = a_dossier_at_letters()
    readers = [person_of(officer), dossier.carrier, dossier.holders(Role.UNIT_DIRECTOR)[0]]
    letter = Commitment.objects.get(dossier=dossier)
    for person in readers:
        assert browser_of(person).get(f"/commitments/{letter.uid}/").status_code == 200
        assert "Lettres d’engagement" in browser_of(person).get(f"/proposals/{dossier.uid}/").content.decode()
    finance = person_of(as_role(dossier, Role.FINANCE_OFFICER))
    assert browser_of(finance).get(f"/commitments/{letter.uid}/").status_code == 404
    # the address of the person to write to is for those who gather
    page = browser_of(dossier.carrier).get(f"/commitments/{letter.uid}/").content.decode()
    assert letter.email not in page
    assert Partner.objects.filter(dossier=dossier).exists()
    assert Dossier.objects.get(pk=dossier.pk).state == "letters"


def test_the_page_asks_few_queries_with_everything_that_formalisation_adds(django_assert_max_num_queries):
    gathered, officer = a_dossier_at_letters()
    made, other = a_set_up()
    for dossier, standing in ((gathered, officer), (made.dossier, other)):
        client = Client()
        client.force_login(Person.objects.get(pk=standing.person_id))
        client.get(dossier.get_absolute_url())
        with django_assert_max_num_queries(14):
            assert client.get(dossier.get_absolute_url()).status_code == 200
