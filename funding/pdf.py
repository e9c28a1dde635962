"""What running actions give as PDF: the model of a commitment letter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.pdf import Document, register
from funding.models import Commitment


@register
class CommitmentModel(Document):
    """The commitment letter of one institution, filled in with what is known: to be signed and sent back."""

    kind = "commitment-letter"
    template = "funding/letters/model_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        letter = letter_of(key)
        dossier = letter.dossier
        months = dossier.months or dossier.rules.duration.maximum or 0
        return {"letter": letter, "dossier": dossier, "rules": dossier.rules, "months": months}

    def title(self, key: str, language: str) -> str:
        return _("Letter of institutional commitment")

    def filename(self, key: str, language: str) -> str:
        return f"commitment-letter-{language}.pdf"


def letter_of(uid: str) -> Commitment:
    """The line of the board, or LookupError."""
    try:
        return Commitment.objects.for_page().get(uid=uid)
    except Commitment.DoesNotExist as error:
        raise LookupError(uid) from error
