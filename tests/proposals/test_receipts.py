"""The receipt says what the law asks on the page, in the print and in the mail, and where anybody checks it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from directory.models import Institute
from directory.standing import standing_of
from documents.pdf import document
from documents.weasy import pdf_bytes
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.documents.test_pdf import broken_rules
from tests.factories import a_person, an_institute
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier, a_unit_with_everything
from tests.proposals.test_expressions import with_expression
from workflow.engine import perform

pytestmark = [pytest.mark.django_db]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
# the last day of January: two months later is the last of March
RECEIVED = datetime(2027, 1, 31, 10, 42, tzinfo=UTC)
SERVICE = {
    "service_name": "Pôle Europe et international", "email": "pole-international@terre.example.org",
    "telephone": "01 99 00 12 34", "postal_address": "3 rue Michel-Ange\n75016 Paris",
}  # fmt: skip
# what the law asks (CRPA, R. 112-11-1): who is in charge and how to reach them
REACHED = ("Pôle Europe et international", "CNRS Terre et Univers", "pole-international@terre.example.org",
           "01 99 00 12 34", "3 rue Michel-Ange", "75016 Paris")  # fmt: skip
# when it was received, what silence means and from which day, what can be done about it
SAID = {
    "fr": ("31 janvier 2027", "11 h 42", "31 mars 2027", "rejetée", "deux mois", "tribunal administratif"),
    "en": ("31 January 2027", "11:42", "31 March 2027", "deemed rejected", "two months", "administrative court"),
}


def plain(text: str) -> str:
    return " ".join(text.split())


def a_received_dossier(language: str) -> Dossier:
    institute = an_institute(name="CNRS Terre et Univers", **SERVICE)
    carrier = a_person(unit=a_unit_with_everything(institute=institute), language=language)
    return a_filed_dossier(carrier=carrier, at=RECEIVED)


def public_page(dossier: Dossier) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/receipts/{dossier.filing.code}/"


def on_the_page(dossier: Dossier, language: str) -> str:
    client = Client()
    client.force_login(dossier.carrier)
    return plain(client.get(f"/proposals/{dossier.uid}/filed/").content.decode())


def in_print(dossier: Dossier, language: str) -> str:
    reader: Any = PdfReader(BytesIO(pdf_bytes(document("receipt").html(dossier.filing.code, language))))
    return plain(" ".join(sheet.extract_text() for sheet in reader.pages))


def in_the_mail(dossier: Dossier, language: str) -> str:
    return plain(OutboxMail.objects.get(key="dossier.received", person=dossier.carrier).text)


@LANGUAGES
@pytest.mark.parametrize("read", [on_the_page, in_print, in_the_mail])
def test_the_receipt_says_who_is_in_charge_what_silence_means_and_how_to_appeal(read: Any, language: str) -> None:
    dossier = a_received_dossier(language)
    text = read(dossier, language)
    said = [*REACHED, *SAID[language], dossier.reference, dossier.filing.code]
    assert [one for one in said if one not in text] == []


def test_the_receipt_keeps_the_service_as_it_was_at_reception() -> None:
    dossier = a_received_dossier("fr")
    Institute.objects.filter(pk=dossier.institute_id).update(email="ailleurs@example.org", telephone="", name="Autre")
    for read in (on_the_page, in_print, in_the_mail):
        text = read(dossier, "fr")
        assert [one for one in REACHED if one not in text] == []


@LANGUAGES
def test_the_print_gives_the_whole_address_that_checks_it_as_a_link_and_stays_accessible(language: str) -> None:
    dossier = a_received_dossier(language)
    pdf = pdf_bytes(document("receipt").html(dossier.filing.code, language))
    reader: Any = PdfReader(BytesIO(pdf))
    links = [one.get_object()["/A"]["/URI"] for sheet in reader.pages for one in sheet.get("/Annots", ())]
    assert links == [public_page(dossier)]
    # on paper too: a line may break it, nothing else is put into it
    assert public_page(dossier) in "".join("".join(sheet.extract_text() for sheet in reader.pages).split())
    assert broken_rules(pdf) == []


@LANGUAGES
def test_the_mail_gives_the_whole_address_that_checks_the_receipt_and_anybody_may_open_it(language: str) -> None:
    dossier = a_received_dossier(language)
    mail = OutboxMail.objects.get(key="dossier.received", person=dossier.carrier)
    assert public_page(dossier) in mail.text.split()
    assert f'href="{public_page(dossier)}"' in mail.html
    answer = Client().get(public_page(dossier).removeprefix(settings.SITE_URL.rstrip("/")))
    assert answer.status_code == 200
    assert dossier.filing.sha256 in answer.content.decode()


def test_the_receipt_of_an_expression_of_interest_gives_it_too() -> None:
    dossier = a_complete_dossier("irp", call=with_expression())
    perform(dossier, "express", by=standing_of(dossier.carrier))
    dossier = Dossier.objects.select_related("filing").get(pk=dossier.pk)
    mail = OutboxMail.objects.get(key="expression.received", person=dossier.carrier)
    assert dossier.filing.code in mail.text
    assert public_page(dossier) in mail.text.split()
