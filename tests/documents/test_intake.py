"""What is taken and what is refused at the door, before anything is parsed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from documents.enums import IntakeState
from documents.intake import IntakeRefused, receive
from documents.models import StoredFile
from documents.names import LONGEST, safe_name
from tests.documents import files
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_sound_pdf_is_kept_under_a_neutral_name_and_waits_for_its_check() -> None:
    person = a_person()
    stored = receive(an_upload(a_pdf(), "Lettre de Kyōto.pdf"), at=timezone.now(), by=person, most_pages=10)
    stored.refresh_from_db()
    assert (stored.name, stored.state, stored.sent_by, stored.most_pages) == (
        "Lettre de Kyōto.pdf", IntakeState.PENDING, person, 10,
    )  # fmt: skip
    assert "Kyōto" not in stored.file.name
    with stored.file.open("rb") as kept:
        assert kept.read() == a_pdf()


REFUSED = [
    ("a program named .pdf", files.PROGRAM, "Ce fichier est un programme", "This file is a program"),
    ("a web page named .pdf", files.WEB_PAGE, "Ce fichier est une page web", "This file is a web page"),
    ("a web page after spaces", b"\xef\xbb\xbf \n" + files.WEB_PAGE, "Ce fichier est une page web", "is a web page"),
    ("an archive", files.an_archive(), "Ce fichier est une archive", "This file is an archive"),
    ("a text document", files.a_text_document(), "d’une suite bureautique", "of an office suite"),
    ("an image", files.IMAGE, "Ce fichier est une image", "This file is an image"),
    ("an image that is a PDF further on", files.image_and_pdf(), "Ce fichier est une image", "This file is an image"),
    ("plain words", files.WORDS, "Ce fichier n’est pas un PDF", "This file is not a PDF"),
    ("zero bytes", b"", "Ce fichier est vide", "This file is empty"),
]


@pytest.mark.parametrize(("what", "content", "french", "english"), REFUSED, ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_kind_of_file_is_refused_with_what_to_do(
    what: str, content: bytes, french: str, english: str, language: str, folder: Path
) -> None:
    with translation.override(language), pytest.raises(IntakeRefused) as refused:
        receive(an_upload(content), at=timezone.now())
    assert (french if language == "fr" else english) in refused.value.reasons[0]
    assert not StoredFile.objects.exists()
    assert not list(folder.rglob("*.*"))


def test_what_the_sender_says_of_the_kind_decides_nothing() -> None:
    with pytest.raises(IntakeRefused):
        receive(an_upload(files.PROGRAM, kind="application/pdf"), at=timezone.now())
    assert receive(an_upload(a_pdf(), "lettre.exe", kind="application/x-msdownload"), at=timezone.now()).name == (
        "lettre.exe.pdf"
    )


def test_a_file_larger_than_the_limit_is_refused() -> None:
    with translation.override("fr"), pytest.raises(IntakeRefused) as refused:
        receive(an_upload(a_pdf() + b" " * 1_000_000), at=timezone.now(), most_bytes=1_000_000)
    assert "1" in refused.value.reasons[0]
    assert refused.value.slug == "too-large"


def test_the_same_file_twice_is_two_rows_and_two_places() -> None:
    first = receive(an_upload(a_pdf()), at=timezone.now())
    second = receive(an_upload(a_pdf()), at=timezone.now())
    assert first.sha256 == second.sha256
    assert first.file.name != second.file.name
    assert default_storage.exists(first.file.name)


NAMES = [
    ("folders before it", "../../etc/passwd.pdf", "passwd.pdf"),
    ("a Windows path", "C:\\Users\\moi\\lettre.pdf", "lettre.pdf"),
    ("written from right to left", "lettre\u202efdp.exe", "lettre fdp.exe.pdf"),
    ("control signs", "let\x00tre\r\n.pdf", "let tre.pdf"),
    ("500 signs", "a" * 500 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
    ("no name", "", "document.pdf"),
    ("only dots", "....", "document.pdf"),
    ("only the ending", ".pdf", "document.pdf"),
    ("a device of Windows", "CON.pdf", "CON-.pdf"),
    ("a device with an ending", "nul.txt", "nul-.txt.pdf"),
    ("signs that Windows refuses", 'a<b>c:"d|e?f*.pdf', "a-b-c--d-e-f-.pdf"),
    ("two spellings of one accent", "re\u0301sume\u0301.pdf", "résumé.pdf"),
    ("another alphabet", "手紙.pdf", "手紙.pdf"),
    ("a capital ending", "LETTRE.PDF", "LETTRE.pdf"),
    ("half of a sign", "a\ud800b.pdf", "a b.pdf"),
]


@pytest.mark.parametrize(("what", "given", "kept"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_is_made_harmless(what: str, given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_harmless_name_stays_the_same_when_read_again() -> None:
    for _what, _given, kept in NAMES:
        assert safe_name(kept) == kept
