"""The sheet of a review as pages and the form filled elsewhere show it, and what a sheet sent back says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from evaluation import pieces
from evaluation.actions import reviewing
from evaluation.enums import ReviewState
from evaluation.models import Review, ReviewMark
from instruments.spec import Criterion, Judgement
from proposals.autosave import WrittenElsewhere
from proposals.facts import length
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing


@dataclass(frozen=True)
class Asked:
    """One piece with what is given: `value` as sent, `said` in words."""

    piece: pieces.Piece
    value: str
    said: str
    revision: int
    url: str

    @property
    def typed(self) -> int:
        """Characters given."""
        return length(self.value)


@dataclass(frozen=True)
class Judged:
    """One criterion: its mark or word, and its text."""

    criterion: Criterion
    mark: Asked
    text: Asked


@dataclass(frozen=True)
class Sheet:
    """Every criterion in order, the whole in words, the note to the institute."""

    criteria: tuple[Judged, ...]
    comment: Asked
    note: Asked

    @property
    def missing(self) -> int:
        """How many criteria have neither mark nor word."""
        return sum(not one.mark.value for one in self.criteria)


@dataclass
class Outcome:
    """What became of a whole sheet sent: what cannot be kept stays as typed."""

    problems: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, WrittenElsewhere]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


def sheet_of(review: Review, language: str, url: Callable[..., str] | None = None,
             typed: Mapping[str, str] | None = None) -> Sheet:  # fmt: skip
    """The sheet of this review; `url(name, piece=…)` gives the address where each piece is saved.

    `typed`: what was sent and could not be kept, by piece: it is shown instead of what stands.
    """
    given = {mark.criterion: mark for mark in review.marks.all()}
    found = {one.slug: _asked(review, one, given, url, typed or {})
             for one in pieces.pieces(review.rules.evaluation, language)}  # fmt: skip
    criteria = tuple(
        Judged(one, found[pieces.MARK + one.slug], found[pieces.TEXT + one.slug])
        for one in review.rules.evaluation.criteria
    )
    return Sheet(criteria, found[pieces.COMMENT], found[pieces.NOTE])


def _asked(review: Review, piece: pieces.Piece, given: Mapping[str, ReviewMark], url: Callable[..., str] | None,
           typed: Mapping[str, str]) -> Asked:  # fmt: skip
    value, revision = _value(review, piece, given)
    value = typed.get(piece.slug, value)
    said = next((one.label for one in piece.options if one.value == value), "") if piece.is_choice else value
    return Asked(piece, value, said, revision, url("piece", piece=piece.slug) if url else "")


def _value(review: Review, piece: pieces.Piece, given: Mapping[str, ReviewMark]) -> tuple[str, int]:
    if piece.criterion is None:
        is_comment = piece.slug == pieces.COMMENT
        return (review.comment, review.comment_revision) if is_comment else (
            review.confidential_note, review.note_revision)  # fmt: skip
    mark = given.get(piece.criterion.slug)
    if mark is None:
        return "", 0
    if not piece.is_choice:
        return mark.text, mark.text_revision
    if piece.criterion.judgement is Judgement.IN_WORDS:
        return ("" if mark.word is None else str(mark.word)), mark.mark_revision
    return ("" if mark.mark is None else str(mark.mark)), mark.mark_revision


def keep(review: Review, sent: Mapping[str, str], *, at: datetime, by: Standing) -> Outcome:
    """Keep every piece that was in the form sent (`revision-<piece>` is there); each stands or falls by itself."""
    outcome = Outcome()
    for piece in pieces.pieces(review.rules.evaluation, "fr"):
        revision = sent.get(f"revision-{piece.slug}")
        if revision is None:
            continue
        typed = sent.get(piece.slug, "")
        number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
        try:
            reviewing.save_piece(review, piece=piece.slug, value=typed, revision=number, at=at, by=by)
        except WrittenElsewhere as elsewhere:
            outcome.conflicts.append((piece.slug, elsewhere))
            outcome.typed[piece.slug] = typed
        except Refused as refused:
            outcome.problems += [reason for reason in refused.reasons if reason not in outcome.problems]
            outcome.typed[piece.slug] = typed
    return outcome


def others_of(review: Review, language: str, *, is_staff: bool) -> list[tuple[Review, Sheet]]:
    """The other filed reviews: for the staff, and for a reviewer whose own is filed (product page §5)."""
    if not is_staff and review.state != ReviewState.FILED:
        return []
    filed = Review.objects.filed().filter(dossier=review.dossier_id).exclude(pk=review.pk)
    return [(one, sheet_of(one, language)) for one in filed.for_page().order_by("filed_at", "pk")]
