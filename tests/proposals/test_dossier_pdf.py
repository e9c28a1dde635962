"""A filed version as one PDF: accessible pages with a table of contents, then the documents as received."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from directory.models import Person
from documents.annexes import look_again
from documents.enums import IntakeState, RenderingState
from documents.models import StoredFile
from documents.pdf import document
from documents.renderings import latest, make, sweep
from documents.weasy import pdf_bytes
from proposals.demo.papers import a_letter
from proposals.models import Dossier, Filing
from proposals.pdf import key_of
from tests.documents.test_merging import NOT_DECLARED
from tests.documents.test_pdf import broken_rules
from tests.proposals.dossiers import a_filed_dossier, the_officer
from workflow.seal import seal, unseal

pytestmark = [pytest.mark.django_db]
PAGES = 10
# what is wrong with the letter of a demonstration
OF_THE_LETTER = {"PDFUA1-CONTENT-TAGGING-001", "PDFUA1-FONT-EMBEDDING-001", "PDFUA1-FONT-UNICODE-MAPPING-001"}
PARAGRAPH = "Une phrase qui dit ce que la deuxième année apporte à la première. " * 9


def a_long_dossier() -> Dossier:
    """A filed dossier whose texts fill ten pages, with a letter of one page."""
    dossier = a_filed_dossier()
    answers = dossier.filing.content["answers"]
    for slug in ("context", "work-plan", "interest", "outcomes"):
        answers[slug] = "\n\n".join(PARAGRAPH for _place in range(12))
    dossier.filing.content["answers"] = answers
    name = default_storage.save("files/letter.pdf", ContentFile(a_letter(("A letter",))))
    paper = dossier.attachments.get().file
    paper.file = name
    paper.save()
    unseal(connection, Filing._meta.db_table)
    Filing.objects.filter(pk=dossier.filing.pk).update(content=dossier.filing.content)
    seal(connection, Filing._meta.db_table)
    return Dossier.objects.select_related("filing").get(pk=dossier.pk)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_own_pages_are_accessible(language: str) -> None:
    key = key_of(a_long_dossier())
    assert broken_rules(pdf_bytes(document("dossier").html(key, language))) == []


def test_it_has_ten_pages_a_table_of_contents_bookmarks_and_its_documents() -> None:
    dossier = a_long_dossier()
    rendering = latest("dossier", key_of(dossier), "fr")
    assert make(rendering)
    rendering.refresh_from_db()
    assert rendering.state == RenderingState.READY
    with rendering.file.open("rb") as file:
        reader: Any = PdfReader(BytesIO(file.read()))
    assert len(reader.pages) >= PAGES
    assert "A letter" in reader.pages[-1].extract_text()
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    titles = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert any("lettre.pdf" in title for title in titles)
    assert "Sommaire" in reader.pages[0].extract_text()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_that_is_downloaded_is_accessible_but_for_what_the_house_did_not_write(language: str) -> None:
    dossier = a_long_dossier()
    own = len(PdfReader(BytesIO(pdf_bytes(document("dossier").html(key_of(dossier), language)))).pages)
    assert make(latest("dossier", key_of(dossier), language))
    file = client_of_officer(dossier).get(f"/proposals/{dossier.uid}/dossier.{language}.pdf")
    content = b"".join(file.streaming_content)
    reader: Any = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], reader.metadata.title) == (language, dossier.title)
    assert (root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (True, True)
    assert [page.get("/StructParents") for page in reader.pages] == [*range(own), None]
    marks = [reader.get_destination_page_number(mark) for mark in reader.outline if not isinstance(mark, list)]
    assert marks == [0, own]
    # the letter is neither tagged nor in our fonts, so that the whole does not declare itself PDF/UA
    broken = broken_rules(content)
    assert {one.partition(":")[0] for one in broken} == {*NOT_DECLARED, *OF_THE_LETTER}
    assert {page for one in broken for page in re.findall(r"page (\d+)", one)} == {str(own + 1)}


def test_a_dossier_without_documents_is_accessible_whole() -> None:
    dossier = a_long_dossier()
    StoredFile.objects.update(state=IntakeState.REFUSED)
    assert make(latest("dossier", key_of(dossier), "fr"))
    with latest("dossier", key_of(dossier), "fr").file.open("rb") as file:
        assert broken_rules(file.read()) == []


def test_a_document_that_cannot_be_read_is_named_in_the_print_and_on_the_page_until_it_can() -> None:
    dossier = a_long_dossier()
    paper = dossier.attachments.get().file
    with default_storage.open(paper.file.name) as kept:
        good = kept.read()
    default_storage.delete(paper.file.name)
    default_storage.save(paper.file.name, ContentFile(b"%PDF-1.7 nothing more"))
    key, said = key_of(dossier), "n’a pas pu être lu"
    latest("dossier", key, "fr")
    assert sweep() == 1
    rendering = latest("dossier", key, "fr")
    assert rendering.state == RenderingState.READY
    with rendering.file.open("rb") as file:
        reader: Any = PdfReader(BytesIO(file.read()))
    # said in the table of contents, and again where the documents are listed
    assert " ".join(page.extract_text() for page in reader.pages).replace("\n", " ").count(said) == 2
    assert said in page_of(dossier)
    default_storage.delete(paper.file.name)
    default_storage.save(paper.file.name, ContentFile(good))
    assert look_again(timezone.now()) == 1
    assert said not in page_of(dossier)
    assert latest("dossier", key, "fr").pk != rendering.pk
    assert make(latest("dossier", key, "fr"))


def page_of(dossier: Dossier) -> str:
    return client_of_officer(dossier).get(f"/proposals/{dossier.uid}/").content.decode()


def client_of_officer(dossier: Dossier) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=the_officer(dossier).person_id))
    return client
