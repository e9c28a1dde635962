"""What a PDF of the house is: a kind, a template, a context and a title. Apps register theirs in their `pdf.py`."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

STYLES = ("css/print.css",)


class Document:
    """One kind of PDF. Subclasses say from which template and with what; nothing here reads a request."""

    kind: ClassVar[str]
    template: ClassVar[str]

    def context(self, key: str, language: str) -> dict[str, Any]:
        """What the template shows, for the subject named by `key`. Raises LookupError when there is none."""
        raise NotImplementedError

    def title(self, key: str, language: str) -> str:
        """The title in the file's own properties."""
        raise NotImplementedError

    def filename(self, key: str, language: str) -> str:
        """The name under which the reader keeps the file."""
        return f"{self.kind}-{key}-{language}.pdf"

    def annexes(self, key: str, language: str) -> list[tuple[str, str]]:
        """PDF files put after the pages: (title in the bookmarks, name in the storage). None by default."""
        return []

    def html(self, key: str, language: str) -> str:
        """The page that becomes the PDF, in `language`."""
        with translation.override(language):
            context = {
                "title": self.title(key, language),
                "language": language,
                **house(),
                **self.context(key, language),
            }
            return render_to_string(self.template, context)


def house() -> dict[str, str]:
    """The names of the house, which every print carries, and its address: what is on paper says where to look."""
    return {
        "site_url": settings.SITE_URL.rstrip("/"),
        "platform_name": settings.PLATFORM_NAME,
        "directorate_name": settings.DIRECTORATE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
    }


def fingerprint_of(html: str) -> str:
    """SHA-256 of the page and of what draws it: another content, another file."""
    return hashlib.sha256(_style() + html.encode()).hexdigest()


@cache
def _style() -> bytes:
    found = [finders.find(name) for name in STYLES]
    return b"".join(hashlib.sha256(Path(path).read_bytes()).digest() for path in found if path)


_documents: dict[str, Document] = {}


def register(cls: type[Document]) -> type[Document]:
    """Make a kind of PDF known, by its `kind`."""
    if cls.kind in _documents:
        raise ValueError(f"two documents are called {cls.kind}")
    _documents[cls.kind] = cls()
    return cls


@cache
def _discovered() -> None:
    autodiscover_modules("pdf")


def document(kind: str) -> Document:
    """The kind of PDF, or KeyError."""
    _discovered()
    return _documents[kind]
