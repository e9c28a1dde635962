"""Writing a review piece by piece, filing it, reopening it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import pieces
from evaluation.enums import ReviewState
from evaluation.models import Review, ReviewMark
from instruments.spec import Judgement
from proposals.autosave import NotKept, WrittenElsewhere, text_within
from workflow.engine import Refused, perform

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Criterion


class NotReviewer(Refused):
    """`by` does not write this review: an address answers as if it were not there."""


@transaction.atomic
def save_piece(review: Review, *, piece: str, value: Any, revision: int, at: datetime, by: Standing) -> int:
    """Keep one piece (a mark, a word, a text) as typed; `revision` is the one that was read. Returns the new one.

    The same value again changes nothing. Raises WrittenElsewhere, NotKept, NotReviewer, Refused when the review is no
    longer being written, KeyError for a piece that the rules do not ask.
    """
    locked = _locked(review, by)
    if piece in (pieces.COMMENT, pieces.NOTE):
        return _save_whole(locked, piece, value, revision, at)
    return _save_criterion(locked, piece, value, revision, at)


def readable(review: Review, piece: str, value: Any) -> None:
    """Say before it is kept whether a piece can be. Raises NotKept with its sentence, KeyError."""
    if piece in (pieces.COMMENT, pieces.NOTE):
        text_within(value, pieces.LONGEST_COMMENT if piece == pieces.COMMENT else pieces.LONGEST_NOTE)
    elif piece.startswith(pieces.MARK):
        _chosen(value, review, _criterion(review, piece[len(pieces.MARK) :]))
    else:
        text_within(value, pieces.LONGEST_TEXT)


def file_review(review: Review, *, at: datetime, by: Standing) -> None:
    """File it: from then on it is read by the institute, and its writer reads those that are filed too."""
    perform(review, "file", by=by, at=at)


def _locked(review: Review, by: Standing) -> Review:
    locked = Review.objects.select_for_update(of=("self",)).select_related("dossier__version").get(pk=review.pk)
    if by.person_id is None or locked.person_id != by.person_id:
        raise NotReviewer([_("This review is written by somebody else.")])
    if locked.state != ReviewState.WRITING:
        raise Refused([_("This review is no longer being written: what stands is kept as it is.")])
    return locked


def _save_whole(review: Review, piece: str, value: Any, revision: int, at: datetime) -> int:
    column = "comment" if piece == pieces.COMMENT else "confidential_note"
    counter = f"{piece}_revision"
    text = text_within(value, pieces.LONGEST_COMMENT if piece == pieces.COMMENT else pieces.LONGEST_NOTE)
    if getattr(review, column) == text:
        return int(getattr(review, counter))
    if getattr(review, counter) != revision:
        raise WrittenElsewhere(getattr(review, column), getattr(review, counter), review.changed_at)
    Review.objects.filter(pk=review.pk).update(**{column: text, counter: revision + 1, "changed_at": at})
    return revision + 1


def _save_criterion(review: Review, piece: str, value: Any, revision: int, at: datetime) -> int:
    is_mark = piece.startswith(pieces.MARK)
    if not is_mark and not piece.startswith(pieces.TEXT):
        raise KeyError(piece)
    criterion = _criterion(review, piece[len(pieces.MARK) :])
    mark = review.marks.filter(criterion=criterion.slug).first()
    mark = mark or ReviewMark(review=review, criterion=criterion.slug)
    before = _given(mark, criterion) if is_mark else mark.text
    after = _chosen(value, review, criterion) if is_mark else text_within(value, pieces.LONGEST_TEXT)
    counter = "mark_revision" if is_mark else "text_revision"
    if before == after:
        return int(getattr(mark, counter))
    if getattr(mark, counter) != revision:
        raise WrittenElsewhere(before, getattr(mark, counter), mark.changed_at)
    column = ("mark" if criterion.judgement is Judgement.SCORED else "word") if is_mark else "text"
    setattr(mark, column, after)
    setattr(mark, counter, revision + 1)
    mark.changed_at = at
    mark.save()
    Review.objects.filter(pk=review.pk).update(changed_at=at)
    return revision + 1


def _criterion(review: Review, slug: str) -> Criterion:
    return {one.slug: one for one in review.rules.evaluation.criteria}[slug]


def _given(mark: ReviewMark, criterion: Criterion) -> Decimal | int | None:
    return mark.mark if criterion.judgement is Judgement.SCORED else mark.word


def _chosen(value: Any, review: Review, criterion: Criterion) -> Decimal | int | None:
    scale = review.rules.evaluation.scale
    try:
        if criterion.judgement is Judgement.IN_WORDS:
            return pieces.as_word(value, criterion)
        return pieces.as_mark(value, scale)
    except pieces.NotOnScale as error:
        if criterion.judgement is Judgement.IN_WORDS:
            raise NotKept([_("Choose one of the words of this criterion.")]) from error
        by = _("by halves") if scale.halves else _("by whole points")
        raise NotKept(
            [_("The mark goes from %(lowest)s to %(highest)s, %(by)s: choose one of the scale.")
             % {"lowest": scale.lowest, "highest": scale.highest, "by": by}]
        ) from error  # fmt: skip
