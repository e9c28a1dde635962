"""Documents put after the pages of a print: what stays of both, and what the whole no longer claims."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from documents.merging import Unreadable, merged
from documents.weasy import pdf_bytes
from tests.documents.files import a_pdf
from tests.documents.test_pdf import WHOLE, broken_rules

# rules about what the file says of itself, and of links whose tags were left out
NOT_DECLARED = {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}


class Kept:
    """A storage of files in memory."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    def open(self, name: str, mode: str) -> BytesIO:
        assert mode == "rb"
        return BytesIO(self.files[name])


def pages_of(title: str) -> bytes:
    """A print of the house with a link inside it, which leads to its second page."""
    body = f'<p><a href="#far">Plus loin</a></p><h2 id="far" style="break-before: page">{title}, suite</h2>'
    return pdf_bytes((WHOLE % body).replace("Titre", title))


def rules_of(pdf: bytes) -> set[str]:
    return {one.partition(":")[0] for one in broken_rules(pdf)}


def test_without_documents_a_print_is_accessible_and_says_so():
    assert broken_rules(merged(pages_of("Dossier"), [], Kept())) == []


def test_its_own_pages_stay_tagged_and_the_whole_claims_no_more():
    whole = merged(pages_of("Dossier"), [("Lettre", "a")], Kept(a=a_pdf(2)))
    # blank pages have nothing to tag: all that is left is the claim
    assert rules_of(whole) == NOT_DECLARED
    root: Any = PdfReader(BytesIO(whole)).trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_tags_of_a_document_do_not_name_those_of_the_print():
    own = pages_of("Dossier")
    reader: Any = PdfReader(BytesIO(merged(own, [("Lettre", "a")], Kept(a=pages_of("Lettre")))))
    numbered = ["/StructParents" in page for page in reader.pages]
    assert numbered == [True, True, False, False]
    notes = [note.get_object() for page in reader.pages[2:] for note in page.get("/Annots", ())]
    assert notes
    assert not any("/StructParent" in note for note in notes)


def test_links_inside_a_document_lead_where_they_led():
    whole = merged(pages_of("Dossier"), [("Lettre", "a")], Kept(a=pages_of("Lettre")))
    reader: Any = PdfReader(BytesIO(whole))
    led = []
    for page in (reader.pages[0], reader.pages[2]):
        link = page["/Annots"][0].get_object()
        name = link["/Dest"] if "/Dest" in link else link["/A"]["/D"]
        led.append(reader.get_destination_page_number(reader.named_destinations[name]))
    assert led == [1, 3]


def test_each_document_has_its_bookmark_after_those_of_the_pages():
    files = {"a": pages_of("Lettre"), "b": a_pdf(3)}
    reader: Any = PdfReader(BytesIO(merged(pages_of("Dossier"), [("Lettre", "a"), ("CV", "b")], Kept(**files))))
    marks = [mark for mark in reader.outline if not isinstance(mark, list)]
    assert [(mark.title, reader.get_destination_page_number(mark)) for mark in marks] == [
        ("Dossier", 0), ("Lettre", 2), ("CV", 4),
    ]  # fmt: skip
    assert len(reader.pages) == 7


def test_all_that_cannot_be_read_is_said_at_once():
    files = {"a": b"%PDF-1.7 nothing more", "b": a_pdf(), "c": b""}
    with pytest.raises(Unreadable) as found:
        merged(pages_of("Dossier"), [("A", "a"), ("B", "b"), ("C", "c")], Kept(**files))
    assert found.value.names == ["a", "c"]
