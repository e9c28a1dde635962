"""A ranked list as the pages show it: places, what is proposed, the running sum, the cut, the drawing of each score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evaluation.budgets import Year
from evaluation.deciding import proposals_of
from evaluation.enums import Outcome
from evaluation.envelopes import envelopes_for, years_of_list
from evaluation.pieces import mark_said
from evaluation.scores import Scored, scores_of

if TYPE_CHECKING:
    from evaluation.models import RankEntry, Ranking

# the drawing of one score: a rule of this width between two margins
RULE, MARGIN = 88, 8


@dataclass(frozen=True)
class Drawn:
    """Where the mean and the spread stand on the rule, in its own units."""

    dot: float
    left: float
    width: float
    ticks: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """One entry of the list as a page shows it."""

    entry: RankEntry
    outcome: str
    reserve: int | None
    sum: Decimal
    mean: str
    spread: str
    drawn: Drawn | None
    is_tied: bool
    missed: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A whole ranking: its rows above and below the cut, those set aside, what it costs."""

    rows: tuple[Row, ...]
    unranked: tuple[Row, ...]
    years: tuple[Year, ...]
    cost: Decimal

    @property
    def above(self) -> list[Row]:
        return [row for row in self.rows if row.outcome == Outcome.SELECTED]


def listed(ranking: Ranking, language: str) -> Listed:
    """The ranking with everything its page shows. A fixed number of queries."""
    entries = list(ranking.entries.select_related("dossier__version", "dossier__carrier", "dossier__unit")
                   .defer("dossier__version__rules"))  # fmt: skip
    scored = scores_of([entry.dossier for entry in entries])
    envelopes = envelopes_for(ranking.call, [ranking.institute_id]).get(ranking.institute_id, {})
    return list_of(ranking, entries, scored, envelopes, language)


def list_of(ranking: Ranking, entries: Sequence[RankEntry], scored: Mapping[int, Scored],
            envelopes: dict[int, tuple[Decimal, Decimal]], language: str) -> Listed:  # fmt: skip
    """The same from what is read already; pure."""
    ranked = [entry for entry in entries if not entry.is_unranked]
    proposed = proposals_of(entries, ranking.cut, ranking.reserve)
    total, rows = Decimal(0), []
    for place, entry in enumerate(ranked, start=1):
        total += entry.amount or Decimal(0)
        is_tied = any(0 <= near < len(ranked) and ranked[near].rank == entry.rank and entry.rank is not None
                      for near in (place - 2, place))  # fmt: skip
        rows.append(_row(entry, proposed[entry.pk], total, is_tied, scored.get(entry.dossier_id), language))
    aside = [_row(entry, ("", None), total, False, scored.get(entry.dossier_id), language)
             for entry in entries if entry.is_unranked]  # fmt: skip
    above = ranked[: ranking.cut or 0]
    months = ranking.call.rules.duration.maximum or 12
    years = years_of_list(ranking.call, above, months, envelopes)
    return Listed(tuple(rows), tuple(aside), tuple(years), sum((one.amount or Decimal(0) for one in above), Decimal(0)))


def _row(entry: RankEntry, proposed: tuple[str, int | None], total: Decimal, is_tied: bool,
         scored: Scored | None, language: str) -> Row:  # fmt: skip
    outcome, reserve = proposed
    scale = entry.dossier.rules.evaluation.scale
    mean, spread = _mean(scored, scale.highest), _spread(scored)
    labels = {one.slug: one.label.said(language) for one in entry.dossier.rules.evaluation.criteria}
    return Row(
        entry=entry, outcome=outcome, reserve=reserve, sum=total, is_tied=is_tied,
        mean=mark_said(mean, language) if mean is not None else "–",
        spread=mark_said(spread, language) if spread is not None else "–",
        drawn=_drawn(mean, spread, scale.lowest, scale.highest) if mean is not None else None,
        missed=tuple(labels.get(slug, slug) for slug in entry.missed), countries=tuple(entry.dossier.countries),
    )  # fmt: skip


def _mean(scored: Scored | None, highest: int) -> Decimal | None:
    """The mean of the criteria, with their weights, on the call's own scale: what is read at a glance."""
    if scored is None or scored.score.total is None or not scored.score.best:
        return None
    return (scored.score.total / scored.score.best * highest).quantize(Decimal("0.1"))


def _spread(scored: Scored | None) -> Decimal | None:
    """The mean, over the criteria, of how far the reviewers stand from each other."""
    if scored is None:
        return None
    known = [line.deviation for line in scored.score.lines if line.deviation is not None]
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1")) if known else None


def _drawn(mean: Decimal, spread: Decimal | None, lowest: int, highest: int) -> Drawn:
    def at(mark: Decimal) -> float:
        inside = min(max(mark, Decimal(lowest)), Decimal(highest))
        return round(MARGIN + float((inside - lowest) / (highest - lowest)) * RULE, 1)

    around = spread or Decimal(0)
    left = at(mean - around)
    ticks = tuple(at(Decimal(lowest) + Decimal(highest - lowest) * step / 4) - 0.5 for step in range(5))
    return Drawn(at(mean), left, round(at(mean + around) - left, 1), ticks)


def sums(lists: Iterable[Listed]) -> dict[str, Any]:
    """Several institutes' lists together: how many, how much, per year."""
    every = list(lists)
    years: dict[int, list[Decimal]] = {}
    for one in every:
        for year in one.years:
            found = years.setdefault(year.year, [Decimal(0), Decimal(0), Decimal(0)])
            for place, part in enumerate((year.amount, year.committed, year.cost)):
                found[place] += part
    return {
        "selected": sum(len(one.above) for one in every), "cost": sum((one.cost for one in every), Decimal(0)),
        "dossiers": sum(len(one.rows) + len(one.unranked) for one in every),
        "years": [Year(year, *parts) for year, parts in sorted(years.items())],
    }  # fmt: skip
