"""Every kind of PDF is accessible (PDF/UA-1), in our fonts, and drawn from our static files alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import page as validator
import pytest
from django.core.exceptions import SuspiciousFileOperation
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from documents.renderings import made_on
from documents.weasy import HERE, FileMissing, NotOurs, StaticFiles, pdf_bytes

HEAD = '<link rel="stylesheet" href="/css/print.css">'
WHOLE = f'<!doctype html><html lang="fr"><head><title>Titre</title>{HEAD}</head><body><main><h1>Titre</h1>%s</main>'


def broken_rules(pdf: bytes) -> list[str]:
    """What the validator finds against PDF/UA-1."""
    return [
        f"{failure.rule_id}: {failure.message}" for failure in validator.validate_pdf_bytes(pdf, profile="ua1").failures
    ]


def fonts(pdf: bytes) -> set[str]:
    """The fonts embedded in a PDF, without their subset's prefix."""
    found: set[str] = set()
    for sheet in PdfReader(BytesIO(pdf)).pages:
        resources: Any = sheet["/Resources"]
        for font in resources.get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2].strip(","))
    return found


def test_a_page_is_tagged_with_its_language_title_bookmarks_fonts_and_date() -> None:
    pdf = pdf_bytes(WHOLE % "<h2>Partie</h2><p>Du texte, <em>12 500 €</em>, œuvre, Łódź.</p>", "Édité le 3 mars 2027")
    assert broken_rules(pdf) == []
    reader: Any = PdfReader(BytesIO(pdf))
    assert reader.metadata.title == "Titre"
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert [mark.title for mark in reader.outline if not isinstance(mark, list)] == ["Titre"]
    assert all(name.startswith("Print-") for name in fonts(pdf)), fonts(pdf)
    text = reader.pages[0].extract_text()
    assert "Édité le 3 mars 2027" in text
    assert "1 / 1" in text


@pytest.mark.parametrize(
    "broken",
    [
        '<html lang="fr"><title>Titre</title><h1>Titre</h1><p>Texte</p><img src="/img/mark.svg">',
        '<html><title>Titre</title><h1>Titre</h1><p>Texte</p>',
        '<html lang="fr"><h1>Titre</h1><p>Texte</p>',
        '<html lang="fr"><title>Titre</title><h1>Titre</h1><h3>Trop bas</h3>',
    ],
    ids=["picture without words", "no language", "no title", "a level of titles left out"],
)  # fmt: skip
def test_the_validator_sees_what_is_wrong(broken: str) -> None:
    assert broken_rules(pdf_bytes(broken)) != []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname", "/etc/hostname", "../../../../etc/hostname", "/..%2f..%2fmanage.py",
        "http://127.0.0.1:9/x.svg", "https://example.org/x.svg", "ftp://example.org/x.svg", "data:image/svg+xml,<svg/>",
    ],
)  # fmt: skip
def test_nothing_but_our_static_files_is_ever_read(address: str) -> None:
    with pytest.raises((NotOurs, FatalURLFetchingError, SuspiciousFileOperation)):
        StaticFiles().fetch(urljoin(HERE, address))


def test_a_picture_that_is_not_ours_is_left_out() -> None:
    pdf = pdf_bytes(WHOLE % '<p>Texte <img alt="x" src="file:///etc/hostname"></p>')
    assert "Texte" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_a_static_file_that_is_missing_stops_the_pdf() -> None:
    with pytest.raises(FileMissing, match=r"no static file is called css/none\.css"):
        pdf_bytes('<html lang="fr"><head><title>T</title><link rel="stylesheet" href="/css/none.css"></head><h1>T</h1>')


def test_the_footer_is_text_and_never_style() -> None:
    text = PdfReader(BytesIO(pdf_bytes(WHOLE % "<p>x</p>", 'a"; } body { display: none'))).pages[0].extract_text()
    assert 'a"; } body { display: none' in text


@pytest.mark.parametrize(("language", "said"), [("fr", "Édité le 1er mars 2027"), ("en", "Made on 1 March 2027")])
def test_the_date_is_said_in_the_language_of_the_pdf(language: str, said: str) -> None:
    assert made_on(datetime(2027, 3, 1, 12, tzinfo=UTC), language) == said


def test_a_web_process_never_loads_the_renderer() -> None:
    code = """
import django, sys
django.setup()
from importlib import import_module
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
for app in settings.LOCAL_APPS:
    for name in ("views", "tasks", "pdf", "receivers", "messages", "forms", "admin"):
        try:
            import_module(f"{app}.{name}")
        except ModuleNotFoundError:
            pass
get_resolver().url_patterns
import cnrs_coop.wsgi
print([name for name in ("weasyprint", "pikepdf", "scipy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
