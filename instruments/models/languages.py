"""Texts kept in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

if TYPE_CHECKING:
    pass


class InTwoLanguages:
    """Reads `<name>_fr` or `<name>_en` by the active language; the French is there when the English is empty."""

    def said(self, name: str) -> str:
        language = "en" if get_language() == "en" else "fr"
        return getattr(self, f"{name}_{language}") or getattr(self, f"{name}_fr")
