"""The public pages and the fact sheet say every rule of the definition, in the language of the page."""

from __future__ import annotations

import re
import zlib

import page as pdf_validator
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from documents.models import Rendering
from documents.pdf import document
from documents.renderings import make
from documents.weasy import pdf_bytes
from instruments import sheet
from instruments.models import Call, CallAnnex
from instruments.registry import all_instruments
from instruments.spec import Instrument
from tests.factories import an_institute
from tests.instruments.calls import a_call_open_now, a_draft, a_priority
from tests.instruments.fifth import INSTRUMENT as FIFTH
from tests.instruments.reading import missing_from, plain, words_of

REAL = all_instruments()
LANGUAGES = ("fr", "en")
pytestmark = pytest.mark.django_db


def read(client: Client, url: str, language: str, status: int = 200) -> str:
    response = client.get(url, headers={"accept-language": language})
    assert response.status_code == status
    return response.content.decode()


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF, its compressed ones included."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", REAL, ids=lambda one: one.slug)
def test_every_rule_of_an_instrument_is_on_its_page(client: Client, one: Instrument, language: str) -> None:
    page = read(client, reverse("instrument", args=[one.slug]), language)
    assert missing_from(page, one, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", REAL, ids=lambda one: one.slug)
def test_every_rule_of_an_instrument_is_on_its_fact_sheet(one: Instrument, language: str) -> None:
    assert missing_from(document("fact-sheet").html(one.slug, language), one, language) == []


@pytest.mark.usefixtures("fifth_instrument")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fifth_instrument_has_its_page_and_its_fact_sheet_at_once(client: Client, language: str) -> None:
    page = read(client, reverse("instrument", args=[FIFTH.slug]), language)
    assert missing_from(page, FIFTH, language) == []
    assert missing_from(document("fact-sheet").html(FIFTH.slug, language), FIFTH, language) == []
    assert FIFTH.acronym in read(client, reverse("instrument_list"), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_says_every_fact_of_every_instrument(client: Client, language: str) -> None:
    shown = words_of(read(client, reverse("instrument_list"), language))
    with translation.override(language):
        said = [plain(text) for row in sheet.comparison(REAL) for fact in row for text in fact.said]
        labels = [row[0].label for row in sheet.comparison(REAL)]
    assert [text for text in [*said, *labels] if text not in shown] == []
    assert len(labels) == 17


def test_the_facts_that_the_definition_computes_are_said() -> None:
    with translation.override("fr"):
        facts = sheet.facts(FIFTH)
        said = [plain(text) for fact in facts.values() for text in fact.said]
    for expected in (
        "Le porteur est en poste permanent.",
        "Chaque dossier reçoit une relecture.",
        "Prévenez le port.",
        "Le montage dure 6 mois ; la Direction peut le prolonger une fois, de 3 mois au plus. Au-delà, le dossier "
        "revient devant l’instance qui a décidé.",
        "Chaque compte rendu annuel est dû 30 jours avant la fin de l’année ; le compte rendu final, deux mois après "
        "la fin.",
        "Le nouveau dossier peut être ouvert à partir du mois 5.",
        "Tenue à la mer (critère essentiel)",
        "Intérêt de la collaboration internationale (attention particulière)",
    ):
        assert expected in said


def test_how_a_criterion_is_judged() -> None:
    with translation.override("fr"):
        judged = [sheet.judged(criterion, FIFTH.evaluation.scale) for criterion in FIFTH.evaluation.criteria]
    assert judged == ["1 à 2, au moins 2, coefficient 3", "1 à 2", "Acceptable, à préciser, non acceptable"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", [*REAL, FIFTH], ids=lambda one: one.slug)
def test_the_path_has_one_step_per_step_of_the_rules_and_each_says_something(one: Instrument, language: str) -> None:
    with translation.override(language):
        path = sheet.path(one)
    assert len(path) == len(one.steps)
    assert all(step.label and step.said and all(step.said) for step in path)


@pytest.mark.parametrize("url", ["/instruments/umi/", "/instruments/umi/fact-sheet.fr.pdf", "/centres/sorbonne/"])
def test_an_unknown_slug_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_a_fact_sheet_exists_in_french_and_english_only(client: Client) -> None:
    assert client.get("/instruments/iea/fact-sheet.de.pdf").status_code == 404


def test_what_is_not_built_is_not_found(client: Client) -> None:
    assert [client.get(url).status_code for url in ("/map/", "/funding/")] == [404, 404]


def test_the_list_of_instruments_reads_nothing_from_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/instruments/")


def test_the_page_shows_the_calls_of_its_instrument_open_and_announced(client: Client) -> None:
    now = timezone.now()
    shown = a_call_open_now(now, title_fr="Appel ouvert des essais")
    a_draft(title_fr="Appel en préparation")
    page = read(client, "/instruments/iea/", "fr")
    assert f'href="{shown.get_absolute_url()}"' in page
    assert "Appel ouvert des essais" in page
    assert "Appel en préparation" not in page
    assert "Appel ouvert des essais" not in read(client, "/instruments/irp/", "fr")
    assert "Aucun appel n’est ouvert ni annoncé" in read(client, "/instruments/irp/", "fr")
    assert "L’entrée permanente n’est pas ouverte ici" in read(client, "/instruments/irl/", "fr")


def test_the_page_asks_the_same_queries_for_one_call_and_for_three(client: Client, django_assert_num_queries) -> None:
    for count in (1, 3):
        while Call.objects.count() < count:
            a_call_open_now(timezone.now())
        with django_assert_num_queries(2):
            client.get("/instruments/iea/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", [*REAL, FIFTH], ids=lambda one: one.slug)
@pytest.mark.usefixtures("fifth_instrument")
def test_the_fact_sheet_is_an_accessible_pdf(one: Instrument, language: str) -> None:
    content = pdf_bytes(document("fact-sheet").html(one.slug, language))
    report = pdf_validator.validate_pdf_bytes(content, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant
    assert f"/Lang ({language})".encode() in unpacked(content)


LONG = """### Une partie

Un texte *penché*, **gras**, [un lien](https://example.org/a).

- un
- deux

# Une autre

1. d’abord
2. puis

#### Dedans

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["call", "call-letter"])
def test_a_call_and_the_letter_of_its_partner_are_accessible_pdf(kind: str, language: str) -> None:
    texts = dict.fromkeys(("text_fr", "text_en", "letter_fr", "letter_en"), LONG)
    call = a_call_open_now(timezone.now(), envelope=500_000, **texts)
    a_priority(call, countries=["JP", "BR"])
    a_priority(call)
    CallAnnex.objects.create(call=call, institute=an_institute(), text_fr=LONG, text_en=LONG)
    content = pdf_bytes(document(kind).html(call.slug, language), "Édité le 3 mars 2027")
    report = pdf_validator.validate_pdf_bytes(content, profile="ua1")
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    assert report.is_compliant
    assert f"/Lang ({language})".encode() in unpacked(content)


def test_the_fact_sheet_is_asked_made_by_the_worker_then_given(client: Client) -> None:
    url = reverse("fact_sheet", args=["irn", "en"])
    assert client.get(url).status_code == 202
    assert make(Rendering.objects.get())
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert 'filename="irn-en.pdf"' in response["Content-Disposition"]
