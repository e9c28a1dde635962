"""What people type wrongly in the lines of a dossier: a sentence in their language, kept on the screen, not written.

Each row is one cause: where, what was sent, the sentence in French and in English, what stays typed.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from directory.standing import standing_of
from documents.links import make_link, revoke_links
from documents.models import SignedLink
from notifications.models import OutboxMail
from proposals.actions.lines import save_budget, save_line
from proposals.actions.partner_links import PURPOSE
from proposals.actions.partner_words import ask_partner
from proposals.models import Attachment, BudgetCell, Cofunding, Dossier, Participant, Partner, Publication
from tests.clients import as_
from tests.factories import a_person
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_permanent_or_annual_call

pytestmark = pytest.mark.django_db

PARTNER = {"side": "foreign", "institution": "Kita-Umi", "country": "JP"}
PERSON = {"side": "french", "first_name": "Nora", "last_name": "Neuve", "status": "phd"}
MONEY = {"source": "JSPS", "amount": "1000", "currency": "EUR", "state": "promised"}
YEN = {**MONEY, "currency": "JPY", "rate": "0,0062", "rate_on": "2027-09-01"}

ORCID = ("Un caractère de cet ORCID est faux", "One character of this ORCID is wrong")
ORCID_FORM = ("Un ORCID a seize caractères", "An ORCID has sixteen characters")
EMAIL = ("Ce n’est pas une adresse électronique", "This is no e-mail address")
LONG = ("au plus", "at most")
NO_DOI = ("Ce n’est pas un DOI", "This is no DOI")
NO_AMOUNT = ("Ce montant n’est pas compris", "This amount is not understood")
NO_RATE = ("Ce taux n’est pas compris", "This rate is not understood")
LETTER = ("Un nom a au moins une lettre", "A name has at least one letter")
YEAR = ("Écrivez l’année en chiffres", "Write the year in figures")

# kind of line, fields, the field that is wrong, (sentence in French, in English)
LINES = [
    pytest.param("partners", {**PARTNER, "lead_orcid": "0000-0002-1825-0098"}, "lead_orcid", ORCID,
                 id="the check digit of an ORCID"),
    pytest.param("partners", {**PARTNER, "lead_orcid": "0000-0002"}, "lead_orcid", ORCID_FORM, id="half an ORCID"),
    pytest.param("partners", {**PARTNER, "lead_email": "mori at example"}, "lead_email", EMAIL,
                 id="an address without its sign"),
    pytest.param("partners", {**PARTNER, "lead_email": f"a@{'b.' * 140}org"}, "lead_email", LONG,
                 id="an address longer than its column"),
    pytest.param("partners", {**PARTNER, "lead_last_name": "1234"}, "lead_last_name", LETTER, id="a name in figures"),
    pytest.param("partners", {**PARTNER, "role": "x" * 1_000_000}, "", LONG, id="a million characters"),
    pytest.param("partners", {**PARTNER, "country": "ZZ"}, "", ("", ""), id="a country that does not exist"),
    pytest.param("partners", {**PARTNER, "side": "both"}, "", ("", ""), id="a side that does not exist"),
    pytest.param("partners", {"side": "foreign", "country": "JP"}, "", ("Nommez l’établissement", "Name the institut"),
                 id="a partner without a name"),
    pytest.param("partners", {**PARTNER, "organisation": "Nowhere University of Nothing"}, "organisation",
                 ("Rien dans l’annuaire", "Nothing in the directory"), id="an organisation nobody knows"),
    pytest.param("partners", {**PARTNER, "revision": "-1"}, "institution", ("", ""), id="a negative revision"),
    pytest.param("participants", {**PERSON, "status": ""}, "last_name", ("Choisissez un statut", "Choose a status"),
                 id="no status"),
    pytest.param("participants", {**PERSON, "status": "boss"}, "last_name", ("", ""), id="a status nobody offers"),
    pytest.param("participants", {**PERSON, "last_name": "\u202e\u2066"}, "first_name", ("", ""),
                 id="a name of hidden signs alone"),
    pytest.param("participants", {**PERSON, "first_name": "🌊"}, "first_name", LETTER, id="an emoji for a name"),
    pytest.param("participants", {**PERSON, "orcid": "0000-0002-1694-233Y"}, "orcid", ORCID,
                 id="a letter at the end of an ORCID"),
    pytest.param("publications", {"doi": "11.1000/182"}, "doi", NO_DOI, id="a DOI that begins otherwise"),
    pytest.param("publications", {"doi": "https://example.org/10.1"}, "doi", NO_DOI, id="the address of another site"),
    pytest.param("publications", {}, "", ("Donnez un DOI", "Give a DOI"), id="neither DOI nor title"),
    pytest.param("publications", {"title": "Une fosse", "year": "20 24,5"}, "year", YEAR, id="a year with a comma"),
    pytest.param("publications", {"title": "Une fosse", "year": "12"}, "year", YEAR, id="the year twelve"),
    pytest.param("publications", {"title": "Une fosse", "year": "3000"}, "year",
                 ("Cette année est trop lointaine", "This year is too far ahead"), id="the year 3000"),
    pytest.param("publications", {"doi": "https://doi.org/10.1000/ 182"}, "doi",
                 ("déjà dans la liste", "in the list already"), id="the same DOI with spaces and an address"),
    pytest.param("cofunding", {**MONEY, "amount": "NaN"}, "amount", NO_AMOUNT, id="not a number"),
    pytest.param("cofunding", {**MONEY, "amount": "1e9"}, "amount", NO_AMOUNT, id="an exponent"),
    pytest.param("cofunding", {**MONEY, "amount": "-5"}, "amount", ("négatif", "negative"), id="a negative amount"),
    pytest.param("cofunding", {**MONEY, "amount": "0"}, "amount", ("trop petit", "too small"), id="nothing"),
    pytest.param("cofunding", {**MONEY, "amount": "9" * 30}, "amount", ("trop grand", "too large"), id="thirty nines"),
    pytest.param("cofunding", {**MONEY, "amount": "١٢"}, "amount", NO_AMOUNT, id="figures of another script"),
    pytest.param("cofunding", {**MONEY, "currency": "ZZZ"}, "amount", ("Choisissez une devise", "Choose a currency"),
                 id="a currency that does not exist"),
    pytest.param("cofunding", {**YEN, "rate": ""}, "amount", ("combien d’euros", "how many euros"), id="no rate"),
    pytest.param("cofunding", {**YEN, "rate": "0"}, "rate", NO_RATE, id="a rate of zero"),
    pytest.param("cofunding", {**YEN, "rate": "0,00,62"}, "rate", NO_RATE, id="a rate with two commas"),
    pytest.param("cofunding", {**YEN, "rate_on": ""}, "rate", ("quelle date", "which day"),
                 id="a rate without its day"),
    pytest.param("cofunding", {**YEN, "rate_on": "2027-02-30"}, "rate", ("pas une date", "no date"),
                 id="the thirtieth of February"),
    pytest.param("cofunding", {**YEN, "amount": "0,01"}, "amount", ("moins d’un centime", "less than a cent"),
                 id="less than a cent"),
    pytest.param("cofunding", {**YEN, "amount": "999999999", "rate": "99999"}, "amount",
                 ("au-delà de tout projet", "beyond any project"), id="more than the column holds"),
]  # fmt: skip

# what is typed in a cell of the budget, (sentence in French, in English)
CELLS = [
    pytest.param("NaN", NO_AMOUNT, id="a cell: not a number"),
    pytest.param("1e9", NO_AMOUNT, id="a cell: an exponent"),
    pytest.param("-100", ("négatif", "negative"), id="a cell: negative"),
    pytest.param("1,234,5", NO_AMOUNT, id="a cell: two commas"),
    pytest.param("douze", NO_AMOUNT, id="a cell: words"),
    pytest.param("100 000 000", ("trop grand", "too large"), id="a cell: more than any project"),
    pytest.param("12,3456", NO_AMOUNT, id="a cell: less than a cent"),
]


@pytest.fixture
def dossier() -> Dossier:
    carrier = a_person()
    made = a_dossier("irp", carrier=carrier, call=a_permanent_or_annual_call("irp"))
    save_line(made, Publication, pk=None, fields={"doi": "10.1000/182"}, revision=0, at=timezone.now(),
              by=standing_of(carrier))  # fmt: skip
    return made


def written() -> list[int]:
    return [model.objects.count() for model in (Partner, Participant, Publication, Cofunding, BudgetCell)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("kind", "sent", "wrong", "sentences"), LINES)
def test_a_line_that_cannot_be_kept_is_said_and_stays_typed(dossier, kind, sent, wrong, sentences, language):
    before = written()
    answer = as_(dossier.carrier, language).post(f"/proposals/{dossier.uid}/{kind}/new/", {"revision": "0", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "invalid-feedback" in page or "ci-sum" in page
    assert escape(sentences[language == "en"]) in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert not wrong or escape(sent[wrong]) in page
    assert written() == before


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("typed", "sentences"), CELLS)
def test_a_cell_that_cannot_be_kept_is_said_and_no_cell_is_written(dossier, typed, sentences, language):
    line = dossier.rules.spending.lines[0].slug
    sent = {f"b-cnrs-{line}-1": typed, f"b-cnrs-{line}-2": "1 234,56"}
    client = as_(dossier.carrier, language)
    answer = client.post(f"/proposals/{dossier.uid}/budget/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape(sentences[language == "en"]) in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert f'value="{typed}"' in page
    assert 'value="1 234,56"' in page
    said = client.post(f"/proposals/{dossier.uid}/budget/b-cnrs-{line}-1/", {"value": typed, "revision": 0},
                       content_type="application/json")  # fmt: skip
    assert (said.status_code, escape(said.json()["said"]) in page) == (422, True)
    assert not BudgetCell.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1 234,56", "1234.56"), ("1\u202f234,5 €", "1234.50"), ("1\u00a0234", "1234.00"), ("1,234.56", "1234.56"),
     (" 12 ", "12.00")],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_amounts(dossier, typed, kept):
    line = dossier.rules.spending.lines[0].slug
    answer = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/budget/", {f"b-cnrs-{line}-1": typed})
    assert answer.status_code == 302
    assert str(BudgetCell.objects.get().euros) == kept


def test_hidden_directions_are_taken_out_of_a_name(dossier):
    sent = {"revision": "0", **PERSON, "last_name": "Neu\u202eve"}
    assert as_(dossier.carrier).post(f"/proposals/{dossier.uid}/participants/new/", sent).status_code == 302
    assert dossier.participants.get().last_name == "Neuve"


def test_what_is_forged_is_not_found_and_nothing_is_written(dossier):
    other = a_complete_dossier()
    theirs, client = other.partners.first(), as_(dossier.carrier)
    here = f"/proposals/{dossier.uid}"
    paths = (f"{here}/partners/{theirs.pk}/", f"{here}/partners/{10**14}/", f"{here}/secrets/new/",
             f"/proposals/{other.uid}/partners/new/", f"/proposals/{uuid4()}/budget/")  # fmt: skip
    for path in paths[:-1]:
        assert client.get(path).status_code == 404, path
    assert client.post(paths[-1]).status_code == 404
    assert client.post(f"{here}/partners/{theirs.pk}/ask/").status_code == 404
    assert client.post(f"{here}/partners/{theirs.pk}/remove/").status_code == 302
    forged = client.post(f"{here}/participants/new/", {"revision": "0", **PERSON, "partner": theirs.pk})
    assert forged.status_code == 422
    unknown = client.post(f"{here}/budget/", {"b-cnrs-no-such-line-1": "5", "b-cnrs-meetings-99": "5", "b-x": "5"})
    assert unknown.status_code == 302
    assert Partner.objects.filter(pk=theirs.pk).exists()
    assert not Participant.objects.filter(dossier=dossier).exists()
    assert not BudgetCell.objects.filter(dossier=dossier).exists()


def test_a_replayed_cell_changes_nothing_and_a_late_one_is_shown_both(dossier):
    line, by = dossier.rules.spending.lines[0].slug, standing_of(dossier.carrier)
    client, here = as_(dossier.carrier), f"/proposals/{dossier.uid}/budget/"
    sent = {f"b-cnrs-{line}-1": "500", f"b-cnrs-{line}-1-r": "0"}
    for _replay in range(2):
        assert client.post(here, sent).status_code == 302
    assert BudgetCell.objects.get().revision == 1
    save_budget(dossier, cells={(1, line, "cnrs"): 700}, read={(1, line, "cnrs"): 1}, at=timezone.now(), by=by)
    late = client.post(here, {f"b-cnrs-{line}-1": "600", f"b-cnrs-{line}-1-r": "1"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "700" in page
    assert 'value="600"' in page
    assert BudgetCell.objects.get().euros == 700


def links() -> dict[str, str]:
    """One bad link of each sort."""
    dossier = a_complete_dossier()
    partner, now = dossier.partners.first(), timezone.now()
    good = {"email": "a@example.org", "expires_at": now + timedelta(days=9)}
    withdrawn = make_link(PURPOSE, partner, **good).token
    revoke_links(partner, PURPOSE)
    removed = Partner.objects.create(dossier=dossier, institution="Ailleurs", country="CL")
    orphan = make_link(PURPOSE, removed, **good).token
    removed.delete()
    return {
        "expired": make_link(PURPOSE, partner, email="a@example.org", expires_at=now - timedelta(seconds=1)).token,
        "withdrawn": withdrawn, "tampered": f"{make_link(PURPOSE, partner, **good).token[:-2]}zz",
        "of another purpose": make_link("coeditor", partner, **good).token, "of nobody": orphan, "too long": "x" * 500,
        "empty signature": "a" * 32 + ".",
    }  # fmt: skip


LINK_SENTENCES = {
    "expired": ("a expiré", "has expired"), "withdrawn": ("a été retiré", "was withdrawn"),
    "of nobody": ("Vous n’êtes plus", "You are no longer named"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "sort", ["expired", "withdrawn", "tampered", "of another purpose", "of nobody", "too long", "empty signature"]
)
def test_a_bad_link_gives_a_sentence_and_nothing_else(sort, language):
    token = links()[sort]
    client = Client(headers={"accept-language": language})
    unknown = ("n’est pas connu ici", "is not known here")
    for answer in (client.get(f"/partner/{token}/"), client.post(f"/partner/{token}/", {"deny": "1"}),
                   client.get(f"/partner/{token}/letter/")):  # fmt: skip
        assert answer.status_code == 410
        page = answer.content.decode()
        assert escape(LINK_SENTENCES.get(sort, unknown)[language == "en"]) in page
        assert "Fonds marins" not in page
    assert not Partner.objects.filter(word="denied").exists()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("becomes_so", "sentences"),
    [("changed", ("a été retiré", "was withdrawn")), ("taken out", ("Vous n’êtes plus", "You are no longer named"))],
)
def test_whoever_was_named_by_mistake_can_do_nothing_by_their_link_any_more(becomes_so, sentences, language):
    dossier = a_complete_dossier()
    partner, client = dossier.partners.first(), as_(dossier.carrier, language)
    ask_partner(partner, at=timezone.now(), by=standing_of(dossier.carrier))
    token = SignedLink.objects.get().token
    here = f"/proposals/{dossier.uid}/partners/{partner.pk}/"
    sent = {**PARTNER, "revision": partner.revision, "lead_last_name": "Mori", "lead_email": "right@example.org"}
    asked = client.post(f"{here}remove/") if becomes_so == "taken out" else client.post(here, sent, follow=True)
    said = (f"{partner.lead_email} n’est plus valable", f"{partner.lead_email} no longer works")
    assert (becomes_so == "taken out") or said[language == "en"] in asked.content.decode()
    before = list(Partner.objects.values()), Attachment.objects.count(), OutboxMail.objects.count()
    theirs, letter = Client(headers={"accept-language": language}), SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n")
    for answer in (
        theirs.get(f"/partner/{token}/"), theirs.post(f"/partner/{token}/", {"deny": "1"}),
        theirs.post(f"/partner/{token}/", {"confirm": "1", "lead_last_name": "Mori"}),
        theirs.get(f"/partner/{token}/letter/"), theirs.post(f"/partner/{token}/letter/send/", {"file": letter}),
    ):  # fmt: skip
        assert answer.status_code == 410
        assert sentences[language == "en"] in answer.content.decode()
    assert (list(Partner.objects.values()), Attachment.objects.count(), OutboxMail.objects.count()) == before


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({"lead_last_name": ""}, "required"), ({"lead_last_name": "42"}, "at least one letter"),
     ({"lead_orcid": "0000-0002-1825-0098"}, "One character of this ORCID"), ({"role": "x" * 4000}, "at most"),
     ({"country": "ZZ"}, "")],
)  # fmt: skip
def test_a_partner_who_mistypes_is_told_in_english_and_nothing_is_confirmed(sent, sentence):
    dossier = a_complete_dossier()
    partner = dossier.partners.first()
    ask_partner(partner, at=timezone.now(), by=standing_of(dossier.carrier))
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now() + timedelta(days=9)).token
    # a browser that asks for neither French nor English reads English
    client = Client(headers={"accept-language": "ja"})
    given = {"confirm": "1", "lead_last_name": "Mori", "city": "Sendai", "country": "JP", **sent}
    answer = client.post(f"/partner/{token}/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.headers["content-language"] == "en"
    assert sentence in page
    assert 'value="Sendai"' in page
    partner.refresh_from_db()
    assert (partner.word, partner.city) == ("asked", "Kita-Umi")


def test_a_partner_who_corrects_the_country_moves_the_dossiers_countries_too():
    dossier = a_complete_dossier()
    partner = dossier.partners.first()
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now() + timedelta(days=9)).token
    sent = {"confirm": "1", "lead_last_name": "Mori", "institution": "Kita-Umi", "country": "CL", "revision": 1}
    assert Client().post(f"/partner/{token}/", sent).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).countries == ["CL"]


HIDDEN = re.compile(r'<input type="hidden" name="(confirm|revision|initial-[a-z_]+)" value="([^"]*)"')


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_partner_is_shown_both_ways_what_was_written_while_they_read(language):
    dossier = a_complete_dossier()
    partner, by = dossier.partners.first(), standing_of(dossier.carrier)
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now() + timedelta(days=9)).token
    client = Client(headers={"accept-language": language})
    read = dict(HIDDEN.findall(client.get(f"/partner/{token}/").content.decode()))
    assert (read["revision"], read["initial-city"], read["initial-laboratory"]) == ("1", "Kita-Umi", "Laboratoire 0")
    save_line(dossier, Partner, pk=partner.pk, fields={"city": "Sapporo", "laboratory": "Marées"}, revision=1,
              at=timezone.now(), by=by)  # fmt: skip
    typed = {**{name.removeprefix("initial-"): html.unescape(value) for name, value in read.items()}, "city": "Sendai"}
    answer = client.post(f"/partner/{token}/", {**read, **typed, "country": "JP"})
    page = answer.content.decode()
    assert answer.status_code == 409
    said = ("a été modifiée dans le dossier pendant que vous la lisiez", "was changed in the dossier while you were")
    assert said[language == "en"] in page
    shown = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<div class="ci-version">(.*?)</div>', page, re.S)]
    assert [one.strip() for one in shown] == ["Laboratoire 0", "Marées", "Sendai", "Sapporo"]
    # what they typed stays typed, what they did not touch follows; nothing is kept
    assert re.search(r'name="city" value="Sendai"', page)
    assert re.search(r'name="laboratory" value="Marées"', page)
    partner.refresh_from_db()
    assert (partner.word, partner.city, partner.laboratory) == ("not-asked", "Sapporo", "Marées")
    again = {**typed, **dict(HIDDEN.findall(page)), "laboratory": "Marées", "country": "JP"}
    assert client.post(f"/partner/{token}/", again).status_code == 302
    partner.refresh_from_db()
    assert (partner.word, partner.city, partner.laboratory) == ("confirmed", "Sendai", "Marées")
