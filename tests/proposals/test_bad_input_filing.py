"""What goes wrong at filing: a sentence in the reader's language, nothing written, what was typed still there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from instruments.models import Call
from proposals.actions.filing import submit_dossier, take_back
from proposals.models import Answer, Dossier
from tests.clients import as_
from tests.factories import a_person
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, the_officer
from tests.routes.proposals import share
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
SECOND = timedelta(seconds=1)


def at(monkeypatch: Any, instant: datetime) -> None:
    """The requests that follow arrive at `instant`."""
    monkeypatch.setattr("cnrs_coop.middleware.timezone", SimpleNamespace(now=lambda: instant))


def said(answer: Any) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def untouched(dossier: Dossier) -> bool:
    now = Dossier.objects.get(pk=dossier.pk)
    return now.filing_id == dossier.filing_id and now.state == dossier.state and now.filings.count() <= 1


FILINGS = [
    pytest.param(lambda d: d.closes, "L’appel a fermé le", "The call closed on", id="at the very closing"),
    pytest.param(lambda d: d.closes + SECOND, "L’appel a fermé le", "The call closed on", id="a second late"),
    pytest.param(lambda d: d.call.opens - SECOND, "L’appel n’est pas ouvert", "The call is not open", id="too early"),
]


@LANGUAGES
@pytest.mark.parametrize(("when", "french", "english"), FILINGS)
def test_out_of_time_nothing_is_filed_and_the_page_says_which_date(when, french, english, language, monkeypatch):
    dossier = a_complete_dossier()
    client = as_(dossier.carrier, language)
    at(monkeypatch, when(dossier))
    answer = client.post(f"/proposals/{dossier.uid}/submit/")
    assert answer.status_code == 409
    assert (french if language == "fr" else english) in said(answer)
    assert untouched(dossier)


def test_the_last_microsecond_is_in_time_whatever_the_work_takes(monkeypatch):
    dossier = a_complete_dossier()
    client, last = as_(dossier.carrier), dossier.closes - timedelta(microseconds=1)
    at(monkeypatch, last)
    assert client.post(f"/proposals/{dossier.uid}/submit/").status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).filing.received_at == last


@LANGUAGES
def test_a_dossier_in_which_something_is_missing_is_not_filed_and_each_thing_has_its_link(language):
    dossier = a_dossier()
    answer = as_(dossier.carrier, language).post(f"/proposals/{dossier.uid}/submit/")
    assert answer.status_code == 409
    assert ("Le dossier n’a pas été déposé" if language == "fr" else "The dossier was not filed") in said(answer)
    assert f"/proposals/{dossier.uid}/edit/" in said(answer)
    assert untouched(dossier)


def test_a_text_that_the_rules_find_too_long_holds_up_the_filing():
    dossier = a_complete_dossier()
    Answer.objects.filter(dossier=dossier, field="context").update(value="x" * 1_000_000)
    answer = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/submit/")
    assert answer.status_code == 409
    assert len(answer.content) < 200_000
    assert untouched(dossier)


def test_a_coeditor_does_not_file_and_a_stranger_finds_nothing():
    dossier, other = a_complete_dossier(), a_person()
    share(dossier, other)
    address = f"/proposals/{dossier.uid}/submit/"
    assert as_(other).post(address).status_code == 409
    assert as_(a_person()).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert untouched(dossier)


def test_a_double_click_or_a_replay_leads_to_the_one_confirmation():
    dossier = a_complete_dossier()
    client = as_(dossier.carrier)
    for _time in range(3):
        answer = client.post(f"/proposals/{dossier.uid}/submit/")
        assert (answer.status_code, answer["Location"]) == (302, f"/proposals/{dossier.uid}/filed/")
    assert dossier.filings.count() == 1


def test_a_replay_of_a_filing_again_makes_no_third_version():
    dossier = a_filed_dossier()
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    client = as_(dossier.carrier)
    for _time in range(2):
        assert client.post(f"/proposals/{dossier.uid}/submit/").status_code == 302
    assert [one.number for one in dossier.filings.order_by("number")] == [1, 2]


@LANGUAGES
def test_after_the_closing_a_dossier_is_no_longer_taken_back(language, monkeypatch):
    dossier = a_filed_dossier()
    client = as_(dossier.carrier, language)
    at(monkeypatch, dossier.closes)
    answer = client.post(f"/proposals/{dossier.uid}/take-back/")
    assert answer.status_code == 409
    assert ("la version déposée fait foi" if language == "fr" else "the filed version stands") in said(answer)
    assert Dossier.objects.get(pk=dossier.pk).taken_back_at is None


def test_only_the_carrier_takes_back():
    dossier, other = a_filed_dossier(), a_person()
    share(dossier, other)
    assert as_(other).post(f"/proposals/{dossier.uid}/take-back/").status_code == 409
    assert as_(a_person()).post(f"/proposals/{dossier.uid}/take-back/").status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).taken_back_at is None


@LANGUAGES
def test_without_a_closing_to_come_there_is_no_mandate(language, monkeypatch):
    dossier = a_complete_dossier()
    client = as_(dossier.carrier, language)
    at(monkeypatch, dossier.closes + SECOND)
    answer = client.post(f"/proposals/{dossier.uid}/mandate/", follow=True)
    assert ("pas de clôture à venir" if language == "fr" else "no closing to come") in said(answer)
    assert Dossier.objects.get(pk=dossier.pk).mandated_at is None


WHY = "Panne du réseau"
NOT_UNDERSTOOD = ("Cette date n’est pas comprise", "This date is not understood")
EXTENSIONS = [
    pytest.param("2001-01-01T10:00", WHY, ("postérieure à la clôture", "later than the present closing"), id="past"),
    pytest.param("2099-03-29T02:30", WHY, ("saute cette heure", "go forward over this hour"), id="an hour skipped"),
    pytest.param("2099-10-25T02:30", WHY, ("existe deux fois", "pass this hour twice"), id="an hour twice"),
    pytest.param("2099-02-30T10:00", WHY, NOT_UNDERSTOOD, id="a day that does not exist"),
    pytest.param("2099-02-03T25:00", WHY, NOT_UNDERSTOOD, id="an hour that does not exist"),
    pytest.param("bientôt", WHY, NOT_UNDERSTOOD, id="words for a date"),
    pytest.param("", WHY, ("obligatoire", "required"), id="no date"),
    pytest.param("2099-02-03T10:00", "  ", ("en quelques mots", "in a few words why"), id="a reason of spaces"),
    pytest.param("2099-02-03T10:00", "", ("en quelques mots", "in a few words why"), id="no reason"),
    pytest.param("2099-02-03T10:00", "x" * 100_000, ("2000", "2000"), id="a reason of 100 000 characters"),
    pytest.param("2099-02-03T10:00", "a\x00b", ("nul", "ull"), id="a null character"),
]


@LANGUAGES
@pytest.mark.parametrize(("until", "reason", "sentences"), EXTENSIONS)
def test_more_time_is_refused_with_the_reason_still_typed(until, reason, sentences, language):
    dossier = a_filed_dossier()
    officer = Person.objects.get(pk=the_officer(dossier).person_id)
    given = {"until": until, "reason": reason}
    answer = as_(officer, language).post(f"/proposals/{dossier.uid}/extend/", given)
    assert answer.status_code == 422
    assert sentences[language == "en"] in said(answer).replace("2 000", "2000").replace("2,000", "2000")
    assert reason != WHY or (WHY in said(answer) and until in said(answer))
    assert Dossier.objects.get(pk=dossier.pk).extended_until is None


def test_a_permanent_entry_has_no_closing_to_postpone_and_a_carrier_postpones_nothing():
    dossier = a_filed_dossier("irl")
    officer = Person.objects.get(pk=the_officer(dossier).person_id)
    given = {"until": "2099-02-03T10:00", "reason": WHY}
    assert "guichet est permanent" in said(as_(officer).post(f"/proposals/{dossier.uid}/extend/", given))
    assert as_(dossier.carrier).post(f"/proposals/{dossier.uid}/extend/", given).status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).extended_until is None


FINDING = ("Aucun dossier dont vous puissiez reporter", "No dossier to which you can give more time")
NO_ADDRESS = ("Ce n’est pas l’adresse d’un dossier", "This is no address of a dossier")
ADDRESSES = [
    pytest.param("", ("Collez l’adresse", "Paste the address"), id="nothing"),
    pytest.param("https://exemple.fr/", NO_ADDRESS, id="another address"),
    pytest.param("IEA-2027-0042", NO_ADDRESS, id="a reference"),
    pytest.param("x" * 501, ("trop long", "too long"), id="too long"),
    pytest.param("/proposals/00000000-0000-4000-8000-000000000000/", FINDING, id="nobody's"),
    pytest.param("another", FINDING, id="another institute's"),
]


@LANGUAGES
@pytest.mark.parametrize(("typed", "sentences"), ADDRESSES)
def test_an_address_that_gives_more_time_to_nothing_says_one_thing_whatever_is_there(typed, sentences, language):
    officer = Person.objects.get(pk=the_officer(a_filed_dossier()).person_id)
    typed = f"https://testserver/proposals/{a_dossier().uid}/edit/" if typed == "another" else typed
    answer = as_(officer, language).post("/triage/more-time/", {"address": typed})
    assert answer.status_code == 422
    assert sentences[language == "en"] in said(answer)
    assert typed in said(answer)


def test_a_draft_is_given_more_time_by_its_address_and_shows_nothing_else():
    dossier = a_complete_dossier()
    officer = as_(Person.objects.get(pk=the_officer(dossier).person_id))
    found = officer.post("/triage/more-time/", {"address": f"https://testserver/proposals/{dossier.uid}/edit/context/"})
    assert found.headers["Location"] == f"/proposals/{dossier.uid}/extend/"
    asked = officer.get(found.headers["Location"])
    until = {"until": "2099-02-03T10:00", "reason": WHY}
    told = officer.post(found.headers["Location"], until, follow=True)
    assert "a plus de temps" in said(told)
    for page in (asked, told):
        assert str(dossier.carrier) in said(page)
        assert dossier.title not in said(page)
    assert officer.get(f"/proposals/{dossier.uid}/").status_code == 404
    again = Dossier.objects.get(pk=dossier.pk)
    assert again.extended_until == datetime(2099, 2, 3, 9, tzinfo=UTC)
    row = timeline(again).get(act="extend")
    assert (row.reason.text, row.person_id) == (WHY, int(officer.session["_auth_user_id"]))


CODES = ["", "   ", "7K2M9", "é" * 20, "0" * 100, "<script>alert(1)</script>", "' OR 1=1 --", "a\x00b", "\u202e0123"]


@pytest.mark.parametrize("typed", CODES)
def test_a_code_that_nobody_was_given_says_so_calmly(typed):
    a_filed_dossier()
    answer = Client(headers={"accept-language": "fr"}).get("/receipts/", {"code": typed}, follow=True)
    assert answer.status_code in (200, 404)
    assert "Aucun accusé ne porte ce code" in said(answer) or "Saisissez le code tel qu’il figure" in said(answer)
    assert "<script>alert" not in said(answer)


def test_a_code_copied_badly_is_still_read_and_shows_nothing_but_the_receipt():
    dossier = a_filed_dossier()
    typed = " " + dossier.filing.code.lower().replace("-", " ").replace("0", "o").replace("1", "l") + ". "
    answer = Client(headers={"accept-language": "fr"}).get("/receipts/", {"code": typed}, follow=True)
    assert answer.status_code == 200
    page = said(answer)
    assert dossier.reference in page
    assert dossier.filing.sha256 in page
    for hidden in (dossier.title, dossier.carrier.last_name, dossier.carrier.email, str(dossier.uid)):
        assert hidden not in page


@pytest.mark.parametrize("number", ["0", "2", "9999"])
def test_the_receipt_of_a_version_that_is_not_there_is_not_there(number):
    dossier = a_filed_dossier()
    assert as_(dossier.carrier).get(f"/proposals/{dossier.uid}/receipt-{number}.fr.pdf").status_code == 404


def test_what_was_withdrawn_is_neither_filed_nor_taken_back_again():
    from workflow.engine import perform

    dossier = a_complete_dossier()
    by = standing_of(dossier.carrier)
    submit_dossier(dossier, at=datetime.now(UTC), by=by)
    perform(Dossier.objects.get(pk=dossier.pk), "withdraw", by=by, reason="Le partenaire renonce.")
    client = as_(dossier.carrier)
    assert client.post(f"/proposals/{dossier.uid}/submit/").status_code == 302
    assert client.post(f"/proposals/{dossier.uid}/take-back/").status_code == 409
    assert dossier.filings.count() == 1
    assert Call.objects.get(pk=dossier.call_id).dossiers.get().state == "withdrawn"
