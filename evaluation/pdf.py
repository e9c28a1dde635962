"""What the evaluation gives as PDF: the letter of a decision."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.pdf import Document, register
from evaluation.models import DecisionLetter


def letter_of(code: str) -> DecisionLetter:
    """The letter with this code, or LookupError."""
    try:
        return DecisionLetter.objects.select_related("decision__dossier").get(code=code)
    except DecisionLetter.DoesNotExist as error:
        raise LookupError(code) from error


def letter_context(content: dict[str, Any], language: str) -> dict[str, Any]:
    """What the letter's page reads of its frozen content, in `language`."""
    signatory = content["signatory"]
    return {
        "letter": content,
        "name": content[f"name_{language}"],
        "call": content[f"call_{language}"],
        "reasons": [part for part in content[f"reasons_{language}"].split("\n\n") if part.strip()],
        "quality": signatory.get(f"quality_{language}", ""),
        "signed_by": signatory.get("name", ""),
        "amount": Decimal(content["amount"]) if content["amount"] else None,
        "at": datetime.fromisoformat(content["at"]),
    }


@register
class Letter(Document):
    """The decision, with its reasons, its signatory and the means of appeal."""

    kind = "decision-letter"
    template = "evaluation/releases/letter_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        letter = letter_of(key)
        return {"code": letter.code, **letter_context(letter.content, language)}

    def title(self, key: str, language: str) -> str:
        return _("Decision on %(reference)s") % {"reference": letter_of(key).content["reference"]}

    def filename(self, key: str, language: str) -> str:
        return f"{letter_of(key).content['reference']}-decision-{language}.pdf"
