"""Bad input of people who prepare calls: the sentence in both languages, what stays typed, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from directory.enums import Role
from directory.standing import standing_of
from instruments.models import Call, CallAmendment, Priority
from tests.clients import as_
from tests.factories import a_holder, an_institute
from tests.instruments.calls import a_draft, a_priority, an_announced_call
from workflow.models import HistoryRow

pytestmark = [pytest.mark.django_db]

GOOD = {
    "year": "2028", "title_fr": "Actions émergentes 2028", "title_en": "Emerging Actions 2028",
    "opens": "2027-06-01T10:00", "closes": "2027-09-30T16:00", "zone": "Europe/Paris", "grace_minutes": "0",
    "silence_months": "2", "text_fr": "Un texte.", "text_en": "A text.",
}  # fmt: skip


@dataclass(frozen=True)
class Bad:
    """One input that is refused: the field, what is typed there (and elsewhere), the two sentences."""

    name: str
    field: str
    typed: str
    french: str
    english: str
    beside: dict[str, str] = field(default_factory=dict)


CASES = [
    Bad("closing before opening", "closes", "2027-05-31T16:00",
        "L’appel fermerait avant d’ouvrir. Choisissez une clôture après l’ouverture.",
        "The call would close before it opens. Choose a closing after the opening."),
    Bad("closing at the very opening", "closes", "2027-06-01T10:00",
        "L’appel fermerait avant d’ouvrir.", "The call would close before it opens."),
    Bad("an hour that the spring change jumps over", "closes", "2028-03-26T02:30",
        "Cette heure n’existe pas : cette nuit-là, on avance les horloges à 2 h 00. Choisissez 3 h 30",
        "This hour does not exist: that night the clocks go forward from 02:00. Choose 03:30 or later."),
    Bad("an hour that autumn passes twice", "closes", "2027-10-31T02:30",
        "Cette nuit-là, les horloges passent deux fois par cette heure.",
        "That night the clocks pass this hour twice."),
    Bad("envelope below the minimum", "envelope", "9 999",
        "Cette enveloppe ne financerait pas une seule action : 10 000 à 14 000 €.",
        "This envelope would not fund a single action: €10,000 to €14,000."),
    Bad("negative envelope", "envelope", "-12000",
        "Un montant ne peut pas être négatif.",
        "An amount cannot be negative."),
    Bad("envelope in powers of ten", "envelope", "1e9",
        "Ce montant n’est pas compris.",
        "This amount is not understood."),
    Bad("envelope that is not a number", "envelope", "NaN",
        "Ce montant n’est pas compris.",
        "This amount is not understood."),
    Bad("infinite envelope", "envelope", "Infinity", "Ce montant n’est pas compris.", "This amount is not understood."),
    Bad("envelope in words", "envelope", "douze mille",
        "Ce montant n’est pas compris.",
        "This amount is not understood."),
    Bad("envelope in Arabic-Indic digits", "envelope", "١٢٠٠٠", "Ce montant n’est pas compris.",
        "This amount is not understood."),
    Bad("envelope in millards", "envelope", "1000000000", "Ce montant est trop grand", "This amount is too large"),
    Bad("three decimals after a French comma and a point", "envelope", "12.000,505", "Ce montant n’est pas compris.",
        "This amount is not understood."),
    Bad("a date that is not one", "opens", "demain", "Cette date n’est pas comprise.", "This date is not understood."),
    Bad("30 February", "opens", "2027-02-30T10:00", "Cette date n’est pas comprise.", "This date is not understood."),
    Bad("hour 25", "closes", "2027-09-30T25:00", "Cette date n’est pas comprise.", "This date is not understood."),
    Bad("visas before the closing", "visa_closes", "2027-09-29T16:00", "Les visas portent sur des dossiers déposés",
        "Visas are given on filed dossiers"),
    Bad("results before the closing", "results_on", "2027-09-30", "Les résultats viennent après la clôture.",
        "Results come after the closing."),
    Bad("a zone that does not exist", "zone", "Mars/Olympus", "", ""),
    Bad("no title", "title_fr", "", "", ""),
    Bad("a title of 10 000 characters", "title_en", "x" * 10_000, "", ""),
    Bad("a year out of this century", "year", "1789", "", ""),
    Bad("a year in words", "year", "deux mille", "", ""),
    Bad("a grace period of a year", "grace_minutes", "525600", "", ""),
    Bad("silence of zero months", "silence_months", "0", "", ""),
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("bad", CASES, ids=lambda bad: bad.name)
def test_a_wrong_call_is_refused_in_words_and_keeps_what_was_typed(bad, language):
    client = as_(a_holder(Role.DERCI_OFFICER), language)
    data = {**GOOD, **bad.beside, bad.field: bad.typed, "token": str(uuid4())}
    answer = client.post("/calls/new/iea/national/", data)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors[bad.field]
    expected = bad.english if language == "en" else bad.french
    assert plain(expected) in plain(answer.text)
    for name, typed in data.items():
        if name != "token":
            assert str(form[name].value() if form[name].value() is not None else "") == typed
    assert f"div_id_{bad.field}" in answer.text
    assert not Call.objects.exists()
    assert not HistoryRow.objects.exists()


@pytest.mark.parametrize(
    "typed", ["12500", "12 500", "12 500,00", "12 500 €", "12,500.00", "€12,500", "12500,5", " 12 500 "]
)
def test_an_amount_is_read_however_people_write_it(typed):
    client = as_(a_holder(Role.DERCI_OFFICER))
    client.post("/calls/new/iea/national/", {**GOOD, "envelope": typed, "token": str(uuid4())})
    assert int(Call.objects.get().envelope) == 12500


def test_hours_are_read_in_the_zone_of_the_call():
    client = as_(a_holder(Role.DERCI_OFFICER))
    client.post("/calls/new/iea/national/", {**GOOD, "zone": "Pacific/Noumea", "token": str(uuid4())})
    call = Call.objects.get()
    assert call.closes.isoformat() == "2027-09-30T05:00:00+00:00"
    page = client.get(f"/calls/{call.slug}/edit/")
    assert 'value="2027-09-30T16:00"' in page.text


def test_a_double_click_makes_one_call():
    client = as_(a_holder(Role.DERCI_OFFICER))
    data = {**GOOD, "token": str(uuid4())}
    first, second = (client.post("/calls/new/iea/national/", data) for _ in range(2))
    assert first.url == second.url
    assert Call.objects.count() == 1


def test_two_people_on_one_draft_neither_loses_their_text():
    person = a_holder(Role.DERCI_OFFICER)
    call = a_draft(standing_of(person))
    first, second = as_(person), as_(a_holder(Role.DERCI_OFFICER))
    data = {**GOOD, "revision": "0"}
    assert first.post(f"/calls/{call.slug}/edit/", {**data, "title_fr": "Du premier"}).status_code == 302
    answer = second.post(f"/calls/{call.slug}/edit/", {**data, "title_fr": "Du second"})
    assert answer.status_code == 409
    assert "Quelqu’un a modifié cet appel pendant que vous écriviez" in answer.text
    assert 'value="Du second"' in answer.text
    assert Call.objects.get().title_fr == "Du premier"
    assert "Du premier" in answer.text
    assert answer.context["form"]["revision"].value() == "1"
    both = {**data, "title_fr": "Des deux", "revision": "1"}
    assert second.post(f"/calls/{call.slug}/edit/", both).status_code == 302
    assert Call.objects.get().title_fr == "Des deux"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "thematic", "countries": ["JP"]}, "Un thème n’a pas de pays"),
        ({"kind": "geographic", "countries": ["ZZ"]}, ""),
        ({"kind": "astrological"}, ""),
        ({"institute": "999999"}, ""),
        ({"institute": "1 OR 1=1"}, ""),
        ({"label_fr": ""}, ""),
        ({"label_en": "x" * 201}, ""),
    ],
)
def test_a_forged_or_incomplete_priority_is_refused(data, sentence):
    person = a_holder(Role.DERCI_OFFICER)
    call = a_draft(standing_of(person))
    good = {"institute": str(an_institute().pk), "kind": "thematic", "label_fr": "Océan", "label_en": "Ocean"}
    answer = as_(person).post(f"/calls/{call.slug}/priorities/", {**good, **data})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Priority.objects.exists()


def test_a_priority_of_another_call_is_not_removed_through_one_s_own():
    person = a_holder(Role.DERCI_OFFICER)
    mine = a_draft(standing_of(person))
    institute = an_institute()
    officer = a_holder(Role.INSTITUTE_OFFICER, institute)
    theirs = a_draft(standing_of(officer), instrument_slug="irp", institute=institute)
    forged = a_priority(theirs, institute)
    answer = as_(person).post(f"/calls/{mine.slug}/priorities/{forged.pk}/remove/")
    assert answer.status_code == 404
    assert Priority.objects.filter(pk=forged.pk).exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"closes": "2027-09-30T16:00"}, "La clôture ne peut qu’être repoussée"),
        ({"closes": "2027-09-01T16:00"}, "La clôture ne peut qu’être repoussée"),
        ({"closes": "2028-03-26T02:30"}, "Cette heure n’existe pas"),
        ({"closes": ""}, ""),
        ({"reason_fr": " "}, ""),
        ({"reason_en": "x" * 1001}, ""),
    ],
)
def test_a_closing_is_not_moved_without_a_later_hour_and_two_reasons(data, sentence):
    person = a_holder(Role.DERCI_OFFICER)
    call = an_announced_call(standing_of(person))
    good = {"closes": "2027-10-07T16:00", "reason_fr": "Panne", "reason_en": "Outage"}
    answer = as_(person).post(f"/calls/{call.slug}/postpone/", {**good, **data})
    assert answer.status_code == 422
    assert plain(sentence) in plain(answer.text)
    assert not CallAmendment.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text_fr": "Seul"}, "Écrivez le texte dans les deux langues"),
        ({"text_en": "Alone"}, "Écrivez le texte dans les deux langues"),
        ({"envelope": "500"}, "Cette enveloppe ne financerait pas une seule action"),
        ({"envelope": "-1"}, "Un montant ne peut pas être négatif"),
    ],
)
def test_an_annex_in_one_language_or_too_small_is_refused(data, sentence):
    person, institute = a_holder(Role.DERCI_OFFICER), an_institute()
    call = a_draft(standing_of(person))
    address = f"/calls/{call.slug}/annexes/{institute.code.lower()}/"
    answer = as_(person).post(address, {"envelope": "", "text_fr": "", "text_en": "", **data})
    assert answer.status_code == 422
    assert plain(sentence) in plain(answer.text)
    assert not call.annexes.exists()


def test_an_annex_is_kept_changed_and_emptied():
    person, institute = a_holder(Role.DERCI_OFFICER), an_institute()
    call, client = a_draft(standing_of(person)), as_(person)
    address = f"/calls/{call.slug}/annexes/{institute.code.lower()}/"
    client.post(address, {"envelope": "20 000", "text_fr": "Oui", "text_en": "Yes"})
    assert (call.annexes.get().envelope, call.annexes.get().text_en) == (20_000, "Yes")
    client.post(address, {"envelope": "", "text_fr": "", "text_en": ""})
    assert not call.annexes.exists()


@pytest.mark.parametrize("slug", ["inconnu", "iea-2028'--", "%00", "x" * 400])
def test_an_unknown_call_is_simply_not_there(slug):
    assert Client().get(f"/calls/{slug}/").status_code == 404


def plain(text: str) -> str:
    """The text with ordinary spaces, so that sentences can be typed here."""
    return unescape(text).replace("\u202f", " ").replace("\u00a0", " ")
