"""An action like those of life, for the tests that write every mail in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from funding.enums import AwardState
from funding.models import Award, Tranche
from proposals.messages.samples import a_filed_sample


def an_award_sample() -> Award:
    """Not stored."""
    dossier = a_filed_sample()
    return Award(
        pk=1, dossier=dossier, version=dossier.version, instrument_slug=dossier.instrument_slug,
        reference=dossier.reference or "", title=dossier.title, acronym=dossier.acronym, carrier=dossier.carrier,
        unit=dossier.unit, institute=dossier.institute, granted=Decimal(12500), starts_on=date(2028, 1, 1), months=24,
        ends_on=date(2029, 12, 31), state=AwardState.RUNNING, created_at=dossier.created_at,
        state_since=dossier.created_at,
    )  # fmt: skip


def a_tranche_sample() -> Tranche:
    """Its first tranche, not stored either."""
    award = an_award_sample()
    return Tranche(
        pk=1, award=award, number=1, budget_year=2028, opens_on=date(2028, 1, 1), amount=Decimal(6250), state="planned",
        state_since=award.created_at,
    )  # fmt: skip
