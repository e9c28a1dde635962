"""The model of the partner's letter is filled in with the names of the dossier, in either language."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.pdf import document
from documents.weasy import pdf_bytes
from instruments.models import Call
from proposals.models import Dossier, Partner
from tests.proposals.dossiers import a_complete_dossier

pytestmark = pytest.mark.django_db
TITLE = "L’eau *rare* [2027] & le sol_vivant"
PLACES = {"fr": "[titre du projet]", "en": "[title of the project]"}


def printed(letter: str, language: str) -> str:
    """The letter of a partner led by Keiko Sato, as it is printed in a call with this model."""
    dossier = a_complete_dossier()
    Dossier.objects.filter(pk=dossier.pk).update(title=TITLE)
    Call.objects.filter(pk=dossier.call_id).update(letter_fr=letter, letter_en=letter)
    partner = dossier.partners.get()
    Partner.objects.filter(pk=partner.pk).update(
        institution="University of Sendai", lead_first_name="Keiko", lead_last_name="Sato"
    )
    pages = PdfReader(BytesIO(pdf_bytes(document("partner-letter").html(str(partner.uid), language)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_of_the_call_has_the_title_in_its_place_and_the_names(language: str):
    said = printed(f"Nous participons à **{PLACES[language]}**. [date]", language)
    assert f"Nous participons à {TITLE}. [date]" in said
    assert "Keiko Sato" in said
    assert "University of Sendai" in said
    assert PLACES[language] not in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_a_letter_of_the_call_the_house_says_it_with_the_same_names(language: str):
    said = printed("", language)
    for one in (TITLE, "Keiko Sato", "University of Sendai"):
        assert one in said
