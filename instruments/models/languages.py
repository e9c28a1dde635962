"""Texts kept in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wording.languages import shown_language

if TYPE_CHECKING:
    pass


class InTwoLanguages:
    """Reads `<name>_fr` or `<name>_en` by the active language; the French is there when the English is empty."""

    def said(self, name: str) -> str:
        language = shown_language()
        return getattr(self, f"{name}_{language}") or getattr(self, f"{name}_fr")
