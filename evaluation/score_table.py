"""What the reviewers gave, beside what the session says, as a session's page shows it. Three queries for a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from evaluation.pieces import mark_said
from evaluation.scores import Scored, rules_for, scores_of
from evaluation.scoring import Line, Score, Sheet, agreement, reviewer_effects, score
from instruments.spec import Judgement

if TYPE_CHECKING:
    from evaluation.models import AgendaItem
    from instruments.spec import Criterion


@dataclass(frozen=True)
class Row:
    """One criterion: each reviewer's mark (or word), then mean, spread and the session's mark; all said in words."""

    criterion: Criterion
    given: tuple[str, ...]
    mean: str
    spread: str
    session: str
    is_missed: bool = False


@dataclass(frozen=True)
class Table:
    """The marks of one dossier. `effects`: how far each reviewer marks above or below the others, if it can be told."""

    rows: tuple[Row, ...]
    reviewers: int
    agreement: int | None
    effects: tuple[str, ...]
    score: Score
    total: str


def score_table(item: AgendaItem, items: Iterable[AgendaItem], language: str) -> Table:
    """The table of `item`; `items` are the dossiers of the agenda that the reader sees, for the reviewers' effects."""
    known = scores_of([one.dossier for one in items])
    sheets = known[item.dossier_id].sheets if item.dossier_id in known else ()
    evaluation = item.dossier.rules.evaluation
    found = _score(item, sheets)
    lines = {line.slug: line for line in found.lines}
    rows = tuple(_row(one, lines.get(one.slug), sheets, item, language) for one in evaluation.criteria)
    width = Decimal(evaluation.scale.highest - evaluation.scale.lowest)
    alike = agreement(sheets, rules_for(evaluation), width=width)
    return Table(rows, len(sheets), None if alike is None else int(alike * 100), _effects(known, sheets, language),
                 found, mark_said(found.total, language))  # fmt: skip


def overall_marks(items: Iterable[AgendaItem]) -> dict[int, Decimal | None]:
    """Item id -> its total over the best possible one, so that instruments compare; none as long as a mark lacks."""
    every = list(items)
    known = scores_of([one.dossier for one in every])
    marks: dict[int, Decimal | None] = {}
    for one in every:
        found = _score(one, known[one.dossier_id].sheets)
        marks[one.pk] = None if found.total is None or not found.best else found.total / found.best
    return marks


def _score(item: AgendaItem, sheets: Sequence[Sheet]) -> Score:
    evaluation = item.dossier.rules.evaluation
    return score(
        rules_for(evaluation), sheets, session={slug: Decimal(mark) for slug, mark in item.scores.items()},
        session_words=item.words, highest=Decimal(evaluation.scale.highest),
    )  # fmt: skip


def _row(criterion: Criterion, line: Line | None, sheets: Sequence[Sheet], item: AgendaItem, language: str) -> Row:
    if criterion.judgement is Judgement.IN_WORDS:
        given = tuple(_word(criterion, sheet.words.get(criterion.slug), language) for sheet in sheets)
        return Row(criterion, given, "–", "–", _word(criterion, item.words.get(criterion.slug), language))
    given = tuple(mark_said(sheet.marks.get(criterion.slug), language) for sheet in sheets)
    if line is None:
        return Row(criterion, given, "–", "–", "–")
    mean = None if line.mean is None else line.mean.quantize(Decimal("0.01"))
    return Row(criterion, given, mark_said(mean, language), mark_said(line.spread, language),
               mark_said(line.session, language), line.is_missed)  # fmt: skip


def _word(criterion: Criterion, place: int | None, language: str) -> str:
    if place is None or not 0 <= place < len(criterion.words):
        return "–"
    return criterion.words[place].said(language)


def _effects(known: Mapping[int, Scored], sheets: Sequence[Sheet], language: str) -> tuple[str, ...]:
    """Of each reviewer of these sheets, over every dossier of the session they share with others."""
    effects = reviewer_effects({pk: one.sheets for pk, one in known.items()})
    said = []
    for sheet in sheets:
        effect = effects.get(sheet.reviewer)
        if effect is None:
            said.append("–")
        else:
            sign = "+" if effect > 0 else "−" if effect < 0 else ""
            said.append(sign + mark_said(abs(effect).quantize(Decimal("0.01")), language))
    return tuple(said)
