"""The envelopes under a ranking: what the list above its cut costs each budget year, against what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import CharField

from evaluation.budgets import Year, cost_by_year, years
from evaluation.enums import Outcome
from evaluation.models import Decision, Envelope, RankEntry, Ranking
from proposals.enums import DossierState
from workflow.prepared import Given, GivenMany, Prepared

if TYPE_CHECKING:
    from instruments.models import Call


def first_year_of(call: Call) -> int:
    """The budget year of the first tranche: actions start on 1 January after the year of the call (product page §6)."""
    return call.year + 1


def envelopes_for(call: Call, institutes: Iterable[int]) -> dict[int, dict[int, tuple[Decimal, Decimal]]]:
    """institute id -> year -> (envelope, committed), in euros. One query."""
    found: dict[int, dict[int, tuple[Decimal, Decimal]]] = {}
    for institute, year, *sums in _KNOWN.rows(institutes=institutes, slug=call.instrument_slug):
        found.setdefault(institute, {})[year] = (sums[0], sums[1])
    return found


_KNOWN = Prepared(
    lambda: Envelope.objects.filter(
        institute__in=GivenMany("institutes"), instrument_slug=Given("slug", CharField())
    ).order_by("year").values_list("institute", "year", "amount", "committed")
)  # fmt: skip


def years_of_list(call: Call, entries: Iterable[RankEntry], months: int,
                  envelopes: dict[int, tuple[Decimal, Decimal]]) -> list[Year]:  # fmt: skip
    """The years of these entries (those above a cut), each granted its amount over `months` months."""
    grants = [(entry.amount, months) for entry in entries if entry.amount]
    return years(cost_by_year(grants, first_year_of(call)), envelopes)


def exceeded(ranking: Ranking) -> list[Year]:
    """The budget years of which the list above the cut exceeds the envelope. None where no envelope is set."""
    known = envelopes_for(ranking.call, [ranking.institute_id]).get(ranking.institute_id, {})
    if not known or ranking.cut is None:
        return []
    ranked = [entry for entry in ranking.entries.all() if not entry.is_unranked]
    months = ranking.call.rules.duration.maximum or 12
    found = years_of_list(ranking.call, ranked[: ranking.cut], months, known)
    # a year of which nothing is known yet holds nothing up
    return [year for year in found if year.left < 0 and year.year in known]


def exceeded_by_decisions(call: Call, institutes: Iterable[int | None]) -> Iterator[tuple[str, list[int]]]:
    """(institute, its budget years exceeded) by the decisions in force in this call. Two queries."""
    ids = [one for one in institutes if one is not None]
    known = envelopes_for(call, ids)
    if not known:
        return
    months = call.rules.duration.maximum or 12
    rows = Decision.objects.in_force().filter(
        dossier__call=call.pk, dossier__institute__in=known, outcome=Outcome.SELECTED
    ).exclude(dossier__state=DossierState.WITHDRAWN)  # fmt: skip
    granted: dict[tuple[int, str], list[tuple[Decimal, int]]] = {}
    for institute, name, amount in rows.order_by("dossier__institute__name", "pk").values_list(
        "dossier__institute", "dossier__institute__name", "amount"
    ):
        granted.setdefault((institute, name), []).append((amount or Decimal(0), months))
    for (institute, name), grants in granted.items():
        found = years(cost_by_year(grants, first_year_of(call)), known[institute])
        over = [year.year for year in found if year.left < 0 and year.year in known[institute]]
        if over:
            yield name, over
