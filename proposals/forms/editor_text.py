"""What people paste, made fit to be kept: no invisible controls, no hidden direction, never a longer text than asked.

Nothing here shortens a text: one that is too long for its question is kept whole and said to block; one that is too
long for the house is refused with its figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wording.formats import number
from wording.languages import shown_language

# a text may pass its limit while somebody cuts it down; nobody needs four times as much
TIMES_THE_LIMIT = 4
WITHOUT_LIMIT = 20_000
LINE_WITHOUT_LIMIT = 300
# controls but tab and line feed; halves of pairs; signs that make a text read otherwise than it is
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Clean:
    """A text as it is kept; `has_lost_signs` when hidden signs of direction were taken out of it."""

    text: str
    has_lost_signs: bool


def clean_text(typed: str) -> Clean:
    """`typed` without controls and hidden directions; every line break is one line feed. Emoji and marks stay."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    plain = _CONTROLS.sub("", lines)
    kept = _DIRECTIONS.sub("", plain)
    return Clean(kept, kept != plain)


def clean_line(typed: str) -> Clean:
    """A text of one line: breaks and runs of blanks are one space."""
    found = clean_text(typed)
    return Clean(" ".join(found.text.split()), found.has_lost_signs)


def most_signs(limit: int | None, column: int | None = None, *, is_line: bool = False) -> int:
    """How many characters are kept at most for a question of this limit, in a column of this width if any."""
    most = limit * TIMES_THE_LIMIT if limit else LINE_WITHOUT_LIMIT if is_line else WITHOUT_LIMIT
    return min(most, column) if column else most


def refuse_longer(text: str, most: int) -> None:
    """Raise when `text` passes what the house keeps, with both figures."""
    if len(text) > most:
        language = shown_language()
        raise ValidationError(
            _("This text has %(typed)s characters: %(most)s at most can be kept here. Shorten it, then it is kept.")
            % {"typed": number(len(text), language), "most": number(most, language)},
            code="too-long",
        )
