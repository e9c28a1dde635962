"""Reviews and sessions as `scoring` reads them: a fixed number of queries for any number of dossiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from evaluation.enums import ReviewState, SessionState
from evaluation.models import AgendaItem, ReviewMark
from evaluation.scoring import Rule, Score, Sheet, agreement, score
from instruments.spec import Judgement
from workflow.prepared import GivenMany, Prepared

if TYPE_CHECKING:
    from instruments.spec import Evaluation, Instrument


@dataclass(frozen=True)
class Scored:
    """One dossier with its score, its sheets, how the reviewers agree, and what a session concluded of it."""

    score: Score
    sheets: tuple[Sheet, ...]
    agreement: Decimal | None
    item: AgendaItem | None


def rules_for(evaluation: Evaluation) -> tuple[Rule, ...]:
    """The criteria of frozen rules as scoring reads them."""
    return tuple(
        Rule(slug=one.slug, weight=one.weight, words=len(one.words) if one.judgement is Judgement.IN_WORDS else 0,
             threshold=None if one.threshold is None else Decimal(one.threshold))
        for one in evaluation.criteria
    )  # fmt: skip


class Judged(Protocol):
    """A dossier, or as much of one as a list reads."""

    @property
    def pk(self) -> Any: ...

    @property
    def rules(self) -> Instrument: ...


def scores_of(dossiers: Iterable[Judged]) -> dict[int, Scored]:
    """The score of each dossier, by its id: its filed reviews, and the session's score where one was held. Two queries.

    `dossiers` come with their version (`for_rules`).
    """
    given = [(one.pk, one.rules) for one in dossiers]
    sheets = _sheets([pk for pk, _rules in given])
    items = _items([pk for pk, _rules in given])
    # most dossiers of a list have the rules of one version: the criteria are read once, and what nobody has judged yet
    asked = {id(rules): rules_for(rules.evaluation) for rules in {id(rules): rules for _pk, rules in given}.values()}
    unread: dict[int, Scored] = {}
    found = {}
    for pk, rules in given:
        known = sheets.get(pk, ()), items.get(pk)
        if any(known):
            found[pk] = _scored(rules, asked[id(rules)], *known)
            continue
        if id(rules) not in unread:
            unread[id(rules)] = _scored(rules, asked[id(rules)], (), None)
        found[pk] = unread[id(rules)]
    return found


def _scored(rules: Instrument, asked: Sequence[Rule], sheets: Sequence[Sheet], item: AgendaItem | None) -> Scored:
    scale = rules.evaluation.scale
    found = score(
        asked, sheets, session=_decimals(item.scores) if item else None, session_words=item.words if item else None,
        highest=Decimal(scale.highest),
    )  # fmt: skip
    width = Decimal(scale.highest - scale.lowest)
    return Scored(found, tuple(sheets), agreement(sheets, asked, width=width), item)


def _sheets(dossiers: Sequence[int]) -> dict[int, list[Sheet]]:
    marks: dict[tuple[int, int], dict[str, Decimal | None]] = defaultdict(dict)
    words: dict[tuple[int, int], dict[str, int | None]] = defaultdict(dict)
    for dossier, review, criterion, mark, word in _MARKS.rows(dossiers=dossiers):
        marks[dossier, review][criterion] = mark
        words[dossier, review][criterion] = word
    found: dict[int, list[Sheet]] = defaultdict(list)
    for dossier, review in marks:
        found[dossier].append(Sheet(reviewer=review, marks=marks[dossier, review], words=words[dossier, review]))
    return found


def _items(dossiers: Sequence[int]) -> dict[int, AgendaItem]:
    """What the last session that was held concluded of each."""
    return {item.dossier_id: item for item in _HELD.objects(dossiers=dossiers)}


# every list of dossiers asks these, with other ids
_MARKS = Prepared(
    lambda: ReviewMark.objects.filter(review__dossier__in=GivenMany("dossiers"), review__state=ReviewState.FILED)
    .order_by("review_id").values_list("review__dossier", "review", "criterion", "mark", "word")
)  # fmt: skip
_HELD = Prepared(
    lambda: AgendaItem.objects.filter(
        dossier__in=GivenMany("dossiers"), concluded_at__isnull=False,
        session__state__in=(SessionState.CLOSED, SessionState.SIGNED),
    ).order_by("concluded_at", "pk")
)  # fmt: skip


def _decimals(scores: Mapping[str, str]) -> dict[str, Decimal | None]:
    return {slug: Decimal(text) for slug, text in scores.items() if text not in (None, "")}
