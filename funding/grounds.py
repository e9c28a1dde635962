"""Reads what decides whether tranches are payable: from rows to the plain values of `payable.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from funding.enums import AwardState, ReportKind
from funding.models import Derogation, Report, Tranche
from funding.payable import Ground
from funding.tranche_facts import SETTLED

if TYPE_CHECKING:
    from datetime import date


def ground_of(tranche: Tranche) -> Ground:
    """The ground of one tranche. At most three queries."""
    return grounds_of([tranche])[tranche.pk]


def grounds_of(tranches: Iterable[Tranche]) -> dict[int, Ground]:
    """Tranche id -> its ground. `tranches` come with their award; two queries, however many."""
    found = list(tranches)
    awards = {one.award_id for one in found}
    settled = set(
        Report.objects.filter(award__in=awards, state__in=SETTLED).order_by().values_list("award", "year", "kind")
    )
    until: dict[int, date] = dict(
        Derogation.objects.filter(tranche__in=[one.pk for one in found], ended_at=None)
        .order_by().values_list("tranche", "ends_on")
    )  # fmt: skip
    return {
        one.pk: Ground(
            number=one.number, opens_on=one.opens_on, is_running=one.award.state == AwardState.RUNNING,
            has_scientific=(one.award_id, one.number - 1, ReportKind.SCIENTIFIC) in settled,
            has_financial=(one.award_id, one.number - 1, ReportKind.FINANCIAL) in settled,
            derogation_until=until.get(one.pk),
        )
        for one in found
    }  # fmt: skip
