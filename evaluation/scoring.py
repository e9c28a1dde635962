"""From marks to an order: means, spread, agreement, thresholds, ties. Pure: plain values in, plain values out.

Everything is exact (`Fraction`, then `Decimal` rounded once for show) and does not depend on the order of anything
given. Weights serve ranking alone; a missed threshold is never bought back; thresholds apply to the session's score if
there is one, else to the mean (product page §5). Reviewer effect, spread and agreement are shown beside the raw mean,
never instead of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt

Marks = Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One criterion as scoring reads it. `words`: how many it has (0: it is scored); the last one excludes."""

    slug: str
    weight: int = 1
    threshold: Decimal | None = None
    words: int = 0

    @property
    def is_scored(self) -> bool:
        return not self.words


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one reviewer gave: marks by scored criterion, words (their index) by the others."""

    reviewer: int
    marks: Marks = field(default_factory=dict)
    words: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One criterion of one dossier: what the reviewers gave together, and what the session said, if it did."""

    slug: str
    mean: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    deviation: Decimal | None
    session: Decimal | None
    threshold: Decimal | None
    # the mean before it is rounded: what totals add, so that three thirds make one
    exact: Fraction | None = None

    @property
    def score(self) -> Decimal | None:
        """What counts: the session's, else the mean."""
        return self.session if self.session is not None else self.mean

    @property
    def spread(self) -> Decimal | None:
        """Highest less lowest."""
        return None if self.lowest is None or self.highest is None else self.highest - self.lowest

    @property
    def is_missed(self) -> bool:
        """Under its threshold: nothing buys that back."""
        return self.threshold is not None and self.score is not None and self.score < self.threshold


@dataclass(frozen=True, kw_only=True)
class Score:
    """One dossier: its lines, its totals, what stops it."""

    lines: tuple[Line, ...]
    # sum of the scores with their weights, and on how much: what ranks
    total: Decimal | None
    best: Decimal
    # without weights: what an overall threshold would be compared with
    plain: Decimal | None
    missed: tuple[str, ...]
    # criteria judged in words whose worst word was given
    excluded_by: tuple[str, ...]

    @property
    def is_fundable(self) -> bool:
        return not self.missed and not self.excluded_by


def score(rules: Sequence[Rule], sheets: Iterable[Sheet], *, session: Marks | None = None,
          session_words: Mapping[str, int | None] | None = None, highest: Decimal = Decimal(5)) -> Score:  # fmt: skip
    """The score of one dossier from the sheets filed and the session's scores (by criterion), on a scale to `highest`.

    A total exists once every scored criterion has a score.
    """
    given = list(sheets)
    lines = tuple(_line(rule, given, session or {}) for rule in rules if rule.is_scored)
    weights = {rule.slug: rule.weight for rule in rules}
    return Score(
        lines=lines, total=_sum(lines, weights), plain=_sum(lines, dict.fromkeys(weights, 1)),
        best=sum((highest * rule.weight for rule in rules if rule.is_scored), Decimal(0)),
        missed=tuple(line.slug for line in lines if line.is_missed),
        excluded_by=tuple(rule.slug for rule in rules if _excludes(rule, given, session_words or {})),
    )  # fmt: skip


def _line(rule: Rule, sheets: Sequence[Sheet], session: Marks) -> Line:
    marks = [mark for sheet in sheets if (mark := sheet.marks.get(rule.slug)) is not None]
    return Line(
        slug=rule.slug, mean=mean(marks), lowest=min(marks, default=None), highest=max(marks, default=None),
        deviation=deviation(marks), session=session.get(rule.slug), threshold=rule.threshold,
        exact=sum(map(Fraction, marks), Fraction(0)) / len(marks) if marks else None,
    )  # fmt: skip


def _sum(lines: Iterable[Line], weights: Mapping[str, int]) -> Decimal | None:
    total = Fraction(0)
    for line in lines:
        exact = Fraction(line.session) if line.session is not None else line.exact
        if exact is None:
            return None
        total += exact * Fraction(weights[line.slug])
    return rounded(total)


def _excludes(rule: Rule, sheets: Sequence[Sheet], session_words: Mapping[str, int | None]) -> bool:
    """The session's word decides where there is one; else the worst word of any reviewer does."""
    if not rule.words:
        return False
    said = session_words.get(rule.slug)
    words = [said] if said is not None else [word for one in sheets if (word := one.words.get(rule.slug)) is not None]
    return any(word == rule.words - 1 for word in words)


def mean(marks: Iterable[Decimal]) -> Decimal | None:
    """The mean to the thousandth, halves upwards; none of nothing."""
    given = list(marks)
    return rounded(Fraction(sum(map(Fraction, given)), len(given))) if given else None


def deviation(marks: Iterable[Decimal]) -> Decimal | None:
    """The standard deviation (of the whole group) to the thousandth; none under two marks."""
    given = [Fraction(mark) for mark in marks]
    if len(given) < 2:
        return None
    middle = sum(given, Fraction(0)) / len(given)
    variance = sum(((one - middle) ** 2 for one in given), Fraction(0)) / len(given)
    return Decimal(str(sqrt(variance))).quantize(Decimal("0.001"), ROUND_HALF_UP)


def rounded(value: Fraction, places: str = "0.001") -> Decimal:
    """A fraction as a decimal, rounded once, halves upwards."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


# -- what is shown beside ------------------------------------------------------------------------------
def agreement(sheets: Iterable[Sheet], rules: Sequence[Rule], *, width: Decimal) -> Decimal | None:
    """How near the reviewers are: 1 when all agree, 0 when they stand at both ends of a scale `width` wide.

    One less the mean distance between two reviewers, over the criteria both judged. None under two reviewers.
    """
    given = list(sheets)
    distances = [
        abs(Fraction(one) - Fraction(other))
        for place, first in enumerate(given)
        for second in given[place + 1 :]
        for rule in rules
        if rule.is_scored
        and (one := first.marks.get(rule.slug)) is not None
        and (other := second.marks.get(rule.slug)) is not None
    ]
    return rounded(1 - sum(distances, Fraction(0)) / len(distances) / Fraction(width)) if distances and width else None


def reviewer_effects(dossiers: Mapping[int, Sequence[Sheet]]) -> dict[int, Decimal]:
    """How far each reviewer marks above (+) or below (−) the others on the dossiers they share, in marks.

    The mean, over their marks, of the mark less the mean of the others' marks of the same dossier and criterion.
    Reviewers who share nothing are absent.
    """
    differences: dict[int, list[Fraction]] = {}
    for sheets in dossiers.values():
        for sheet in sheets:
            for slug, mark in sheet.marks.items():
                others = [
                    Fraction(other)
                    for one in sheets
                    if one.reviewer != sheet.reviewer and (other := one.marks.get(slug)) is not None
                ]
                if mark is not None and others:
                    differences.setdefault(sheet.reviewer, []).append(
                        Fraction(mark) - sum(others, Fraction(0)) / len(others)
                    )
    return {reviewer: rounded(sum(found, Fraction(0)) / len(found)) for reviewer, found in sorted(differences.items())}


# -- the order -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One dossier in an order: `rank` is shared by ex aequo (1, 2, 2, 4)."""

    key: int
    rank: int
    total: Decimal


def rank(totals: Mapping[int, Decimal | None]) -> list[Ranked]:
    """The dossiers that have a total, best first; equal totals share a rank, in the order of their keys."""
    known = sorted(
        ((total, key) for key, total in totals.items() if total is not None), key=lambda one: (-one[0], one[1])
    )
    found: list[Ranked] = []
    for place, (total, key) in enumerate(known, start=1):
        is_tied = bool(found) and found[-1].total == total
        found.append(Ranked(key=key, rank=found[-1].rank if is_tied else place, total=total))
    return found


def splits_a_tie(ranks: Sequence[int | None], cut: int) -> bool:
    """Whether a cut after the first `cut` places of a list passes between two ex aequo (product page §5)."""
    return 0 < cut < len(ranks) and ranks[cut - 1] is not None and ranks[cut - 1] == ranks[cut]
