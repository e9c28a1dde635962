"""The start of an action: what the dossier said and what was granted become an award, its plan and its reports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from directory.standing import PARIS
from evaluation.enums import Outcome
from evaluation.models import Decision
from funding import calendar
from funding.models import Award, AwardMember, AwardPartner, Renewal, Report, Tranche
from proposals.enums import Side
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument
    from proposals.models import Dossier
    from workflow.engine import System


@transaction.atomic
def start_award(dossier: Dossier, *, starts_on: date | None = None, at: datetime, by: Standing | System) -> Award:
    """The award of a dossier that starts on `starts_on` (a day of Paris), with one tranche a year and its reports.

    Idempotent: a dossier has one award. Raises Decision.DoesNotExist when nothing was granted.
    """
    found = Award.objects.filter(dossier=dossier.pk).first()
    if found is not None:
        return found
    starts_on = starts_on or default_start(dossier, at)
    award = award_of(dossier, _granted(dossier), starts_on, at)
    award.renews_id = _renewed(dossier)
    award.save(force_insert=True)
    _people(award, dossier.filing.content if dossier.filing else {})
    plan_tranches(award, at)
    plan_reports(award, at)
    record(award, "start", by=by, at=at, starts_on=starts_on.isoformat(), granted=f"{award.granted:.2f}")
    return award


def default_start(dossier: Dossier, at: datetime) -> date:
    """1 January after the year of the call, or of the present year when that is past (product page §6)."""
    return date(max(dossier.call.year + 1, at.astimezone(PARIS).year), 1, 1)


def award_of(dossier: Dossier, granted: Decimal, starts_on: date, at: datetime) -> Award:
    """The award of `granted` euros that a dossier becomes on `starts_on`, not written yet. No query."""
    rules, months = dossier.rules, dossier.months or dossier.rules.duration.maximum or calendar.MONTHS_OF_A_YEAR
    return Award(
        dossier=dossier, version_id=dossier.version_id, instrument_slug=dossier.instrument_slug,
        reference=dossier.reference or "", title=dossier.title, acronym=dossier.acronym, countries=dossier.countries,
        carrier_id=dossier.carrier_id, unit_id=dossier.unit_id or 0, institute_id=dossier.institute_id or 0,
        delegation_id=dossier.delegation_id, granted=granted, lowest=rules.credits.minimum,
        highest=rules.credits.maximum, starts_on=starts_on, months=months,
        ends_on=calendar.end_of(starts_on, months), state_since=at, created_at=at,
    )  # fmt: skip


def tranches_of(award: Award, at: datetime) -> list[Tranche]:
    """One tranche a year, not written yet; they sum to the grant to the cent."""
    return [
        Tranche(award=award, number=one.number, budget_year=one.budget_year, opens_on=one.opens_on, amount=one.amount,
                state_since=at)
        for one in calendar.plan(award.granted, award.starts_on, award.months)
    ]  # fmt: skip


def reports_of(award: Award, rules: Instrument, at: datetime) -> list[Report]:
    """The reports that the rules ask for, each with its day, not written yet."""
    asked = rules.reports
    due = calendar.reports(award.starts_on, award.months, annual_due_days=asked.annual_due_days,
                           final_due_months=asked.final_due_months)  # fmt: skip
    return [Report(award=award, kind=one.kind, year=one.year, due_on=one.due_on, state_since=at) for one in due]


def plan_tranches(award: Award, at: datetime) -> None:
    """Write the tranches of the plan."""
    Tranche.objects.bulk_create(tranches_of(award, at))


def plan_reports(award: Award, at: datetime) -> None:
    """Write the reports that are due."""
    Report.objects.bulk_create(reports_of(award, award.rules, at))


def _granted(dossier: Dossier) -> Decimal:
    decision = Decision.objects.released().filter(dossier=dossier.pk, outcome=Outcome.SELECTED).latest("released_at")
    return decision.amount or Decimal(0)


def _renewed(dossier: Dossier) -> int | None:
    """The action that this one goes on after, with the same instrument."""
    before = Renewal.objects.filter(dossier=dossier.pk, is_same_instrument=True).first()
    return before.award_id if before else None


def _people(award: Award, content: dict[str, Any]) -> None:
    """Partners and participants as filed; those who have an account write nothing until they are asked to."""
    for one in content.get("partners", []):
        AwardPartner.objects.create(
            award=award, side=one["side"], institution=one["institution"], laboratory=one["laboratory"],
            organisation_id=(one["organisation"] or {}).get("id"), unit_id=(one["unit"] or {}).get("id"),
            city=one["city"], country=one["country"], lead_first_name=one["lead_first_name"],
            lead_last_name=one["lead_last_name"], lead_email=one["lead_email"], joined_on=award.starts_on,
        )  # fmt: skip
    AwardMember.objects.bulk_create(
        AwardMember(
            award=award, side=one["side"] or Side.FRENCH, first_name=one["first_name"], last_name=one["last_name"],
            email=one["email"], orcid=one["orcid"], status=one["status"], role=one["role"], joined_on=award.starts_on,
        )
        for one in content.get("participants", [])
    )  # fmt: skip
