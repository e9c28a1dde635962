"""What a review asks, piece by piece, from the frozen rules: a mark or a word and a text per criterion, then the whole.

Pure: the form, the autosave, the form filled elsewhere and what is missing are all made from this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from instruments.spec import Criterion, Evaluation, Judgement, Scale, Text

# characters; a text longer than this is no longer a comment
LONGEST_TEXT, LONGEST_COMMENT, LONGEST_NOTE = 4000, 6000, 3000
COMMENT, NOTE = "comment", "note"
MARK, TEXT = "mark-", "text-"


class NotOnScale(ValueError):
    """The mark is none of the scale's."""


@dataclass(frozen=True)
class Option:
    """One mark or word that may be chosen: the value that is sent, what is shown, what it means."""

    value: str
    label: str
    meaning: str = ""


@dataclass(frozen=True)
class Piece:
    """One thing to give. `options` empty: a text of at most `limit` characters."""

    slug: str
    criterion: Criterion | None
    options: tuple[Option, ...] = ()
    limit: int = 0

    @property
    def is_choice(self) -> bool:
        return bool(self.options)


def pieces(evaluation: Evaluation, language: str) -> Iterator[Piece]:
    """Every piece, in the order of the criteria; `language` is "fr" or "en"."""
    for criterion in evaluation.criteria:
        yield Piece(MARK + criterion.slug, criterion, tuple(options(criterion, evaluation.scale, language)))
        yield Piece(TEXT + criterion.slug, criterion, limit=LONGEST_TEXT)
    yield Piece(COMMENT, None, limit=LONGEST_COMMENT)
    yield Piece(NOTE, None, limit=LONGEST_NOTE)


def options(criterion: Criterion, scale: Scale, language: str) -> Iterator[Option]:
    """The marks of the scale with their words, or the words of a criterion judged in words."""
    if criterion.judgement is Judgement.IN_WORDS:
        for place, word in enumerate(criterion.words):
            yield Option(str(place), word.said(language))
        return
    said = {mark.value: mark.label for mark in scale.marks}
    for mark in marks_of(scale):
        meaning: Text | None = said.get(int(mark)) if mark == int(mark) else None
        yield Option(mark_sent(mark), mark_said(mark, language), meaning.said(language) if meaning else "")


def marks_of(scale: Scale) -> Iterator[Decimal]:
    """Every mark that the scale allows, lowest first."""
    step = Decimal("0.5") if scale.halves else Decimal(1)
    mark = Decimal(scale.lowest)
    while mark <= scale.highest:
        yield mark
        mark += step


def mark_said(mark: Decimal | None, language: str) -> str:
    """« 3,5 » or "3.5", without useless zeros; a dash for none."""
    if mark is None:
        return "–"
    said = f"{mark.normalize():f}"
    return said if language == "en" else said.replace(".", ",")


def mark_sent(mark: Decimal) -> str:
    """As a form sends it and the database gives it back: one digit after the point."""
    return f"{mark:.1f}"


def as_mark(typed: Any, scale: Scale) -> Decimal | None:
    """A typed mark ("3,5", "4", "") as a number of the scale. Raises NotOnScale."""
    text = str(typed if typed is not None else "").strip().replace(",", ".")
    if not text:
        return None
    try:
        mark = Decimal(text)
    except InvalidOperation as error:
        raise NotOnScale(text) from error
    if not mark.is_finite() or mark not in set(marks_of(scale)):
        raise NotOnScale(text)
    return mark


def as_word(typed: Any, criterion: Criterion) -> int | None:
    """The index of a chosen word. Raises NotOnScale."""
    text = str(typed if typed is not None else "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) >= len(criterion.words):
        raise NotOnScale(text)
    return int(text)
