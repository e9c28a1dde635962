"""What instruments give as PDF: the call as announced, the model of the partner's letter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.pdf import Document, register
from instruments.grouping import priorities_by_institute
from instruments.models import Call
from instruments.registry import instrument
from instruments.sheet import criteria_judged, page


def _call(slug: str) -> Call:
    """The call, or LookupError."""
    try:
        return Call.objects.for_page().get(slug=slug)
    except Call.DoesNotExist as error:
        raise LookupError(slug) from error


@register
class CallDocument(Document):
    """The text, dates, priorities and rules of one call."""

    kind = "call"
    template = "instruments/call_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        call = _call(key)
        return {
            "call": call,
            "rules": call.rules,
            "priorities": priorities_by_institute(call),
            "criteria": criteria_judged(call.rules),
        }

    def title(self, key: str, language: str) -> str:
        return _call(key).title

    def filename(self, key: str, language: str) -> str:
        return f"{key}-{language}.pdf"


@register
class LetterDocument(Document):
    """The letter that a foreign partner adapts and signs."""

    kind = "call-letter"
    template = "instruments/letter_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        call = _call(key)
        if not call.letter:
            raise LookupError(key)
        return {"call": call, "letter": call.letter}

    def title(self, key: str, language: str) -> str:
        return _("Model of the partner’s letter")

    def filename(self, key: str, language: str) -> str:
        return f"{key}-letter-{language}.pdf"


@register
class FactSheet(Document):
    """Everything the public reads of one instrument (« fiche explicative »)."""

    kind = "fact-sheet"
    template = "instruments/fact_sheet_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        return page(instrument(key))

    def title(self, key: str, language: str) -> str:
        return instrument(key).name.said(language)

    def filename(self, key: str, language: str) -> str:
        return f"{key}-{language}.pdf"
