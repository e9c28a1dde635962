"""PDFs of the tests: kinds of their own, registered for one test."""

from __future__ import annotations

from typing import Any

from documents.pdf import Document


class Leaflet(Document):
    """A kind of PDF whose content the test decides."""

    kind = "leaflet"
    template = "documents/base.html"

    def __init__(self) -> None:
        self.titles = {"a": "Fiche d’essai"}

    def context(self, key: str, language: str) -> dict[str, Any]:
        return {}

    def title(self, key: str, language: str) -> str:
        return self.titles[key]
