"""A ranked list as the pages show it: places, what is proposed, the running sum, the cut, the drawing of each score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet

from evaluation.budgets import Year, years
from evaluation.deciding import proposals_of, states_decided
from evaluation.enums import Outcome
from evaluation.envelopes import envelopes_for, first_year_of, years_of_list
from evaluation.list_cuts import Cut, Place, cuts_of
from evaluation.list_near import NearDossier, near
from evaluation.models import Decision, RankEntry, Ranking
from evaluation.pieces import mark_said
from evaluation.scores import Scored, scores_of
from instruments.steps import Step
from proposals.models import Dossier
from wording import formats
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from instruments.models import Call

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
class Typed:
    """One line as its form shows it: what stands, or what was sent and could not be kept."""

    rank: str
    group: str
    tie: str
    amount: str
    is_aside: bool
    # what stands is something else
    differs: bool = False


# where nothing is typed
READ = Typed("", "", "", "", is_aside=False)


@dataclass(frozen=True)
class Row:
    """One entry of the list as a page shows it."""

    entry: RankEntry | Place
    dossier: Dossier | NearDossier
    # among the ranked, from 1
    place: int | None
    outcome: str
    reserve: int | None
    sum: Decimal
    mean: str
    spread: str
    drawn: Drawn | None
    is_tied: bool
    missed: tuple[str, ...]
    countries: tuple[str, ...]
    typed: Typed


@dataclass(frozen=True)
class Listed:
    """A whole ranking: its rows above and below the cut, those set aside, what it costs."""

    rows: tuple[Row, ...]
    unranked: tuple[Row, ...]
    years: tuple[Year, ...]
    cost: Decimal

    @property
    def selected(self) -> int:
        return sum(row.outcome == Outcome.SELECTED for row in self.rows)

    @property
    def ranked(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Around:
    """What stands around the cut of one list, however long it is, and what the whole costs."""

    rows: tuple[Row, ...]
    years: tuple[Year, ...]
    cost: Decimal
    selected: int
    ranked: int
    dossiers: int


def listed(ranking: Ranking, language: str, sent: Mapping[str, str] | None = None) -> Listed:
    """The ranking with everything its page shows. A fixed number of queries.

    `sent`: the order somebody typed and that could not be kept (`rank-<entry>`, `group-<entry>`…): it is shown again.
    """
    entries = list(ranking.entries.select_related("dossier__version", "dossier__carrier", "dossier__unit")
                   .defer("dossier__version__rules"))  # fmt: skip
    scored = scores_of([entry.dossier for entry in entries])
    envelopes = envelopes_for(ranking.call, [ranking.institute_id]).get(ranking.institute_id, {})
    return list_of(ranking, entries, scored, envelopes, language, sent or {})


def list_of(ranking: Ranking, entries: Sequence[RankEntry], scored: Mapping[int, Scored],
            envelopes: dict[int, tuple[Decimal, Decimal]], language: str,
            sent: Mapping[str, str] | None = None) -> Listed:  # fmt: skip
    """The same from what is read already; pure."""
    typed = sent or {}
    ranked = [entry for entry in entries if not entry.is_unranked]
    proposed = proposals_of(entries, ranking.cut, ranking.reserve)
    total, rows = Decimal(0), []
    for place, entry in enumerate(ranked, start=1):
        total += entry.amount or Decimal(0)
        is_tied = any(0 <= near < len(ranked) and ranked[near].rank == entry.rank and entry.rank is not None
                      for near in (place - 2, place))  # fmt: skip
        known = scored.get(entry.dossier_id)
        rows.append(_row(entry, entry.dossier, place, proposed[entry.pk], total, is_tied, known, language, typed))
    aside = [_row(entry, entry.dossier, None, ("", None), total, False, scored.get(entry.dossier_id), language, typed)
             for entry in entries if entry.is_unranked]  # fmt: skip
    above = ranked[: ranking.cut or 0]
    months = ranking.call.rules.duration.maximum or 12
    found = years_of_list(ranking.call, above, months, envelopes)
    return Listed(tuple(rows), tuple(aside), tuple(found), sum((one.amount or Decimal(0) for one in above), Decimal(0)))


def _row(entry: RankEntry | Place, dossier: Dossier | NearDossier, place: int | None,
         proposed: tuple[str, int | None], total: Decimal, is_tied: bool, scored: Scored | None, language: str,
         sent: Mapping[str, str] | None = None) -> Row:  # fmt: skip
    outcome, reserve = proposed
    scale = dossier.rules.evaluation.scale
    mean, spread = _mean(scored, scale.highest), _spread(scored)
    return Row(
        entry=entry, dossier=dossier, place=place, outcome=outcome, reserve=reserve, sum=total, is_tied=is_tied,
        mean=mark_said(mean, language) if mean is not None else "–",
        spread=mark_said(spread, language) if spread is not None else "–",
        drawn=_drawn(mean, spread, scale.lowest, scale.highest) if mean is not None else None,
        missed=_missed(entry, dossier, language), countries=tuple(dossier.countries),
        typed=READ if sent is None else _typed(entry, language, sent),
    )  # fmt: skip


def _missed(entry: RankEntry | Place, dossier: Dossier | NearDossier, language: str) -> tuple[str, ...]:
    """The criteria whose threshold is missed, by name."""
    if not entry.missed:
        return ()
    labels = {one.slug: one.label for one in dossier.rules.evaluation.criteria}
    return tuple(labels[slug].said(language) if slug in labels else slug for slug in entry.missed)


def _typed(entry: RankEntry | Place, language: str, sent: Mapping[str, str]) -> Typed:
    amount = (
        "" if entry.amount is None else formats.figure(entry.amount, language, cents=formats.have_cents([entry.amount]))
    )
    stands = Typed(str(entry.rank or ""), entry.group, entry.tie_break, amount, entry.is_unranked)
    if f"rank-{entry.pk}" not in sent:
        return stands
    rank, group, tie, amount = (sent.get(f"{name}-{entry.pk}", "") for name in ("rank", "group", "tie", "amount"))
    typed = Typed(rank, group, tie, amount, f"aside-{entry.pk}" in sent)
    return replace(typed, differs=_blankless(typed) != _blankless(stands))


def _blankless(typed: Typed) -> Typed:
    """Amounts are typed with any blank between the thousands, or none."""
    return replace(typed, amount="".join(typed.amount.split()))


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


# marks to the tenth: a few dozen drawings in all
@lru_cache(maxsize=1024)
def _drawn(mean: Decimal, spread: Decimal | None, lowest: int, highest: int) -> Drawn:
    def at(mark: Decimal) -> float:
        inside = min(max(mark, Decimal(lowest)), Decimal(highest))
        return round(MARGIN + float((inside - lowest) / (highest - lowest)) * RULE, 1)

    around = spread or Decimal(0)
    left = at(mean - around)
    ticks = tuple(at(Decimal(lowest) + Decimal(highest - lowest) * step / 4) - 0.5 for step in range(5))
    return Drawn(at(mean), left, round(at(mean + around) - left, 1), ticks)


def around(call: Call, rankings: Sequence[Any], language: str) -> list[tuple[Ranking, Around]]:
    """Each list, as `rankings_of` gives it, around its cut. Four queries, and one when a list has changed since."""
    months = call.rules.duration.maximum or 12
    cuts = cuts_of(rankings, months=months, first_year=first_year_of(call))
    dossiers = near(place for cut in cuts.values() for place in cut.beside)
    scored = scores_of(dossiers.values())
    envelopes = envelopes_for(call, [one.institute_id for one in rankings])
    return [(one, _around(one, cuts[one.pk], dossiers, scored, envelopes.get(one.institute_id, {}), language))
            for one in rankings]  # fmt: skip


def rankings_of(call: Call) -> list[Any]:
    """The lists of a call, by institute; `drawn`: whether the decisions of its arbitration are; `token`: the edition of
    the list. One query."""
    found = _RANKINGS.objects(call=call.pk)
    for one in found:
        one.call = call  # its rules are read once
    return found


def _rankings() -> QuerySet[Ranking]:
    standing = Decision.objects.in_force().filter(dossier=OuterRef("pk"), step=Step.ARBITRATION)
    # by the dossiers of this call: those that were ever decided are many more
    drawn = Dossier.objects.filter(Exists(standing), call=Given("call"), state__in=states_decided(Step.ARBITRATION))
    rows = Ranking.objects.filter(call=Given("call")).annotate(drawn=Exists(drawn), token=F("edition__token"))
    return rows.order_by("institute__name", "pk").select_related("institute").only(*LIST)


# the columns that the section of a list shows
LIST = ("uid", "state", "call_id", "revision", "cut", "reserve", "institute__code", "institute__name")
_RANKINGS = Prepared(_rankings)


def _around(
    ranking: Ranking,
    cut: Cut,
    dossiers: Mapping[int, NearDossier],
    scored: Mapping[int, Scored],
    envelopes: dict[int, tuple[Decimal, Decimal]],
    language: str,
) -> Around:
    places, above = cut.beside, ranking.cut or 0
    total = cut.cost - sum((one.amount or Decimal(0) for one in places if one.position <= above), Decimal(0))
    rows = []
    for number, place in enumerate(places):
        total += place.amount or Decimal(0)
        is_tied = any(0 <= near < len(places) and places[near].rank == place.rank for near in (number - 1, number + 1))
        passed = sum(one.is_excluded for one in places[:number] if one.position > above)
        rows.append(_row(place, dossiers[place.dossier_id], place.position, _proposed(ranking, place, passed), total,
                         is_tied, scored.get(place.dossier_id), language))  # fmt: skip
    return Around(
        rows=tuple(rows), cost=cut.cost, years=tuple(years(cut.by_year, envelopes)), selected=cut.selected,
        ranked=cut.ranked, dossiers=cut.dossiers,
    )  # fmt: skip


def _proposed(ranking: Ranking, entry: Place, passed: int) -> tuple[str, int | None]:
    """What the cut proposes for one entry near it; `passed`: how many below the cut and before it cannot be funded."""
    if ranking.cut is None:
        return "", None
    if entry.position <= ranking.cut:
        return Outcome.SELECTED, None
    place = entry.position - ranking.cut - passed
    if place <= ranking.reserve and not entry.is_excluded:
        return Outcome.RESERVE, place
    return Outcome.NOT_SELECTED, None


def sums(lists: Iterable[Around]) -> dict[str, Any]:
    """Several institutes' lists together: how many, how much, per year."""
    every = list(lists)
    every_year: dict[int, list[Decimal]] = {}
    for one in every:
        for year in one.years:
            found = every_year.setdefault(year.year, [Decimal(0), Decimal(0), Decimal(0)])
            for place, part in enumerate((year.amount, year.committed, year.cost)):
                found[place] += part
    return {
        "selected": sum(one.selected for one in every), "cost": sum((one.cost for one in every), Decimal(0)),
        "dossiers": sum(one.dossiers for one in every),
        "years": [Year(year, *parts) for year, parts in sorted(every_year.items())],
    }  # fmt: skip
