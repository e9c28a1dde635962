"""Which of the two languages of the house is being read."""

from __future__ import annotations

from django.utils.translation import get_language


def shown_language() -> str:
    """`fr` or `en`: the language of the page, mail or file that is being written; French when none is chosen."""
    return "en" if get_language() == "en" else "fr"
