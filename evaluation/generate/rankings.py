"""Rankings of invented dossiers in the order of their totals, what is selected above its cut, and the envelopes."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random

from evaluation.budgets import cost_by_year
from evaluation.enums import Group, Outcome, RankingState
from evaluation.envelopes import first_year_of
from evaluation.generate.lists import Case, Listed
from evaluation.models import Envelope, RankEntry, Ranking
from evaluation.scores import Scored, scores_of
from proposals.generate.chains import Chains
from proposals.generate.parts import random_uid
from proposals.generate.world import World
from proposals.models import Dossier

# who stands first; what is ranked and not decided stands after what is decided to be funded
ORDER = {Outcome.SELECTED: 0, Outcome.RESERVE: 1, None: 2, Outcome.NOT_SELECTED: 3}
GROUPS = {0: Group.A, 1: Group.B, 2: Group.B, 3: Group.C}
BECAUSE = "L’ordre de la discussion."
ROUND = Decimal(10_000)
Costs = dict[tuple[int, str], dict[int, Decimal]]


def granted(dossier: Dossier) -> Decimal:
    """What was asked, brought inside the bounds of the instrument."""
    bounds, asked = dossier.rules.credits, dossier.asked or Decimal(0)
    least = max(asked, Decimal(bounds.minimum or 1))
    return min(least, Decimal(bounds.maximum)) if bounds.maximum is not None else least


def write_ranking(place: Listed, chains: Chains, rng: Random) -> None:
    """The list of one institute in one call, signed by its direction; closed once everything of it is published."""
    ranked = [case for case in place.cases if "rank" in case.when]
    if not ranked:
        return
    scored = scores_of([case.dossier for case in ranked])
    ranked.sort(key=lambda case: (ORDER[case.outcome], -(scored[case.dossier.pk].score.total or Decimal(0)),
                                  case.dossier.pk))  # fmt: skip
    is_over = all(case.published_at for case in ranked)
    is_cut = any(case.step for case in ranked)
    first, last = (edge(case.when["rank"] for case in ranked) for edge in (min, max))
    ranking = Ranking.objects.create(
        uid=random_uid(rng), call=place.call, institute=place.institute, created_at=first - timedelta(days=1),
        state=RankingState.CLOSED if is_over else RankingState.SIGNED, signed_by=place.direction, signed_at=last,
        state_since=max(case.published_at or last for case in ranked) if is_over else last,
        cut=_number(ranked, Outcome.SELECTED) if is_cut else None, revision=2,
        reserve=_number(ranked, Outcome.RESERVE) if is_cut else 0,
    )  # fmt: skip
    RankEntry.objects.bulk_create(_entries(ranking, ranked, scored))
    chains.add(ranking, "draw-up", at=ranking.created_at, person_id=place.officer.pk)
    chains.add(ranking, "sign", at=last, person_id=place.direction.pk, source=RankingState.OPEN,
               target=RankingState.SIGNED)  # fmt: skip
    if is_over:
        chains.add(ranking, "close", at=ranking.state_since, person_id=None, source=RankingState.SIGNED,
                   target=RankingState.CLOSED)  # fmt: skip


def _number(cases: list[Case], outcome: Outcome) -> int:
    return sum(case.outcome is outcome for case in cases)


def _entries(ranking: Ranking, cases: list[Case], scored: dict[int, Scored]) -> list[RankEntry]:
    made: list[RankEntry] = []
    for position, case in enumerate(cases, start=1):
        found = scored[case.dossier.pk].score
        above = made[-1] if made else None
        is_tied = above is not None and above.total == found.total and (
            ORDER[cases[position - 2].outcome] == ORDER[case.outcome])  # fmt: skip
        made.append(RankEntry(
            ranking=ranking, dossier=case.dossier, position=position, group=GROUPS[ORDER[case.outcome]],
            rank=above.rank if is_tied and above else position, total=found.total, asked=case.dossier.asked,
            means={line.slug: str(line.score) for line in found.lines if line.score is not None},
            missed=[*found.missed, *found.excluded_by], is_excluded=not found.is_fundable,
            amount=granted(case.dossier),
        ))  # fmt: skip
    last = {entry.total: entry.rank for entry in made}
    for entry in made:
        if (entry.rank or 0) < (last[entry.total] or 0):
            entry.tie_break = BECAUSE
    return made


def count_costs(place: Listed, costs: Costs) -> None:
    """What is granted here, by budget year."""
    months = place.rules.duration.maximum or 12
    grants = [(granted(case.dossier), months) for case in place.cases if case.outcome is Outcome.SELECTED]
    known = costs.setdefault((place.institute.pk, place.call.instrument_slug), defaultdict(Decimal))
    for year, euros in cost_by_year(grants, first_year_of(place.call)).items():
        known[year] += euros


def write_envelopes(world: World, costs: Costs) -> None:
    """Envelopes that hold what is granted, with something left; never less than what stood there."""
    at = datetime(world.year - 1, 1, 15, 9, tzinfo=UTC)
    for (institute, slug), by_year in sorted(costs.items()):
        for year, euros in sorted(by_year.items()):
            amount = (euros * Decimal("1.2") / ROUND).to_integral_value(ROUND_CEILING) * ROUND
            row, is_new = Envelope.objects.get_or_create(
                institute_id=institute, instrument_slug=slug, year=year, defaults={"amount": amount, "changed_at": at}
            )
            if not is_new:
                row.amount += amount
                row.save(update_fields=["amount"])
