"""The sheet of one review: what is written into it, and what one that is brought back says, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils.translation import gettext as _

from directory.search.folding import words
from evaluation import pieces
from evaluation.actions.reviewing import readable
from evaluation.offline.layout import SHEET, Document, Line, Part
from evaluation.sheets import Asked, sheet_of
from instruments.spec import Criterion, Judgement
from proposals.autosave import NotKept
from workflow.engine import Refused

if TYPE_CHECKING:
    from evaluation.models import Review

SALT = "evaluation.offline"


@dataclass(frozen=True)
class Answer:
    """One piece of a sheet brought back. `problem`: why it cannot be kept as it is, in a sentence."""

    asked: Asked
    label: str
    # as the form sends it, and as the file says it
    value: str
    said: str
    problem: str = ""
    # somebody typed here since the sheet was taken
    is_two: bool = False


# -- taken away ----------------------------------------------------------------------------------------
def document_of(review: Review, language: str) -> Document:
    """The sheet with what is typed so far."""
    found = sheet_of(review, language)
    rules, scale = review.rules, review.rules.evaluation.scale
    marks = tuple(f"{mark.value}: {mark.label.said(language)}" for mark in scale.marks)
    given = _("Half marks are allowed.") if scale.halves else _("Whole marks alone.")
    parts = [
        Part(judged.criterion.label.said(language), _help(judged.criterion, language),
             (Line(judged.mark.piece.slug, _asks(judged.criterion, language), judged.mark.said),
              Line(judged.text.piece.slug, _("Strengths, weaknesses, in a few sentences"), judged.text.value)))
        for judged in found.criteria
    ]  # fmt: skip
    parts.append(Part(_("The whole"), (_("The carrier may read the assessment, without your name."),), (
        Line(pieces.COMMENT, _("Assessment as a whole"), found.comment.value),
        Line(pieces.NOTE, _("Confidential note to the institute"), found.note.value))))  # fmt: skip
    parts.append(Part(_("Leave this as it is"), (_("It says which review this sheet belongs to."),), (
        Line(SHEET, _("Code of the sheet"), _code(review), is_quiet=True),)))  # fmt: skip
    title = _("Review of %(reference)s") % {"reference": review.dossier.reference}
    intro = (f"{rules.acronym} · {review.filing.content['title']}",
             _("Write in the right-hand column, save, and bring this file back on the page of your review."),
             *marks, given)  # fmt: skip
    return Document(language, title, intro, tuple(parts))


def _help(criterion: Criterion, language: str) -> tuple[str, ...]:
    return (criterion.help.said(language),) if criterion.help.said(language) else ()


def _asks(criterion: Criterion, language: str) -> str:
    if criterion.judgement is Judgement.IN_WORDS:
        offered = " / ".join(word.said(language) for word in criterion.words)
        return _("Your judgement, one of: %(words)s") % {"words": offered}
    return _("Your mark")


def _code(review: Review) -> str:
    """Which review, which version, and each piece as it stood: its revision and a trace of its words.

    Without the time: nothing but what it says changes the file, so that two of one sheet are equal byte by byte.
    """
    found = [[asked.revision, _trace(asked.value)] for asked in _every(review, "fr")]
    code = {"r": review.uid.hex, "v": version_of(review), "p": found}
    return signing.Signer(salt=SALT).sign_object(code, compress=True)


def version_of(review: Review) -> str:
    """What the sheet is made of: the filed version and the pieces that the frozen rules ask."""
    every = pieces.pieces(review.rules.evaluation, "fr")
    asked = [(one.slug, [option.value for option in one.options]) for one in every]
    return sha256(f"{review.filing_id} {asked}".encode()).hexdigest()[:12]


def _trace(text: str) -> str:
    return sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def _every(review: Review, language: str) -> Iterator[Asked]:
    found = sheet_of(review, language)
    for judged in found.criteria:
        yield from (judged.mark, judged.text)
    yield from (found.comment, found.note)


# -- brought back --------------------------------------------------------------------------------------
def answers_of(review: Review, rows: Iterable[tuple[str, str]], language: str) -> list[Answer]:
    """What the sheet changes, in order. Raises Refused when it is another review's, or an older version's."""
    given = dict(reversed(list(rows)))
    code = _read_code(given.get(SHEET, ""))
    if code.get("r") != review.uid.hex:
        raise Refused([_("This sheet belongs to another review: open that review, and bring it there.")])
    if code.get("v") != version_of(review):
        raise Refused([_("This sheet was made for another version: take a new one and copy your answers into it.")])
    found = []
    for asked, (revision, trace) in zip(_every(review, language), code["p"], strict=True):
        said = given.get(asked.piece.slug)
        if said is None:
            continue
        value, problem = _value(review, asked, said)
        # left as it was, or as it is by now: it changes nothing
        if problem or _trace(value) not in (trace, _trace(asked.value)):
            found.append(Answer(asked, _label(asked, language), value, said, problem, asked.revision != revision))
    return found


def _read_code(text: str) -> dict[str, Any]:
    """Spaces that a word processor puts in are no part of it."""
    try:
        found = signing.Signer(salt=SALT).unsign_object("".join(text.split()))
    except signing.BadSignature as error:
        said = _("The code at the end of the sheet is missing or changed: take a new sheet, copy your answers into it.")
        raise Refused([said]) from error
    return found if isinstance(found, dict) else {}


def _label(asked: Asked, language: str) -> str:
    criterion = asked.piece.criterion
    if criterion is None:
        is_comment = asked.piece.slug == pieces.COMMENT
        return _("Assessment as a whole") if is_comment else _("Confidential note to the institute")
    what = _("mark") if asked.piece.is_choice else _("text")
    return f"{criterion.label.said(language)} ({what})"


def _value(review: Review, asked: Asked, said: str) -> tuple[str, str]:
    """The answer as the form sends it, and the sentence that refuses it."""
    criterion = asked.piece.criterion
    value = said
    if asked.piece.is_choice and criterion is not None and criterion.judgement is Judgement.IN_WORDS:
        folded = [{" ".join(words(word.said(one))) for one in ("fr", "en")} for word in criterion.words]
        place = next((number for number, one in enumerate(folded) if " ".join(words(said)) in one), None)
        value = "" if not said else str(place) if place is not None else said + "?"
    try:
        readable(review, asked.piece.slug, value)
    except NotKept as refused:
        return said, " ".join(refused.reasons)
    if asked.piece.is_choice and criterion is not None and criterion.judgement is Judgement.SCORED:
        mark = pieces.as_mark(value, review.rules.evaluation.scale)
        value = "" if mark is None else pieces.mark_sent(mark)
    return value, ""
