"""Running actions for tests: a dossier filed by the acts people use, its decision released, the action started."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import RegionalDelegation
from directory.standing import Standing, standing_of
from evaluation.enums import DecisionState, Outcome
from evaluation.models import Decision, Release
from funding.actions.starting import start_award
from funding.enums import ReportState
from funding.models import Award, Report
from instruments.steps import Step
from proposals.models import Dossier
from tests.factories import a_person, an_office
from tests.proposals.dossiers import a_filed_dossier
from workflow.engine import SYSTEM

DECIDING = {Step.ARBITRATION, Step.INSTITUTE_DECISION, Step.COLLEGE}


def a_selected_dossier(slug: str = "irp", *, amount: Decimal | None = None, at: datetime | None = None,
                       **given: Any) -> Dossier:  # fmt: skip
    """A filed dossier whose decision « selected » is released (the evaluation itself is proved elsewhere)."""
    at = at or timezone.now()
    dossier = a_filed_dossier(slug, at=at, **given)
    released(dossier, amount=amount, at=at)
    Dossier.objects.filter(pk=dossier.pk).update(state="selected")
    return Dossier.objects.get(pk=dossier.pk)


def released(dossier: Dossier, *, amount: Decimal | None = None, at: datetime, author: Standing | None = None) -> None:
    """The decision « selected », published, as the rows that the evaluation leaves (it is proved elsewhere)."""
    granted = amount if amount is not None else Decimal(dossier.rules.credits.minimum or 1000)
    step = next(one for one in dossier.rules.steps if one in DECIDING)
    by = author.person_id if author else a_person().pk
    release = Release.objects.create(
        call=dossier.call, step=step, title="Liste de 2028", signs=dossier.rules.decision.signed_by, created_at=at,
        created_by_id=by, state_since=at, state="released", released_at=at, signed_at=at, signed_by_id=by,
        planned_at=at,
    )  # fmt: skip
    Decision.objects.create(
        dossier=dossier, step=step, state=DecisionState.RELEASED, release=release, outcome=Outcome.SELECTED,
        amount=granted, prepared_at=at, prepared_by_id=by, released_at=at,
    )  # fmt: skip


def an_award(slug: str = "irp", *, starts_on: date | None = None, at: datetime | None = None, **given: Any) -> Award:
    """An action that runs, started on `starts_on` (by default a year ago on 1 January)."""
    at = at or timezone.now()
    dossier = a_selected_dossier(slug, at=at, **given)
    Dossier.objects.filter(pk=dossier.pk).update(state="started")
    dossier.refresh_from_db()
    award = start_award(dossier, starts_on=starts_on or date(at.year - 1, 1, 1), at=at, by=SYSTEM)
    return Award.objects.get(pk=award.pk)


def accepted_reports(award: Award, year: int, at: datetime | None = None) -> None:
    """The reports of `year`, written and accepted (rows: the acts are proved by their own tests)."""
    at = at or timezone.now()
    Report.objects.filter(award=award, year=year).update(
        state=ReportState.ACCEPTED, submitted_at=at, submitted_by=award.carrier, accepted_at=at + timedelta(days=1),
        accepted_by=award.carrier,
    )  # fmt: skip


def finance_of(award: Award) -> Standing:
    """A finance officer of the award's délégation (national when it has none)."""
    delegation = RegionalDelegation.objects.filter(pk=award.delegation_id).first()
    return standing_of(an_office(a_person(), Role.FINANCE_OFFICER, delegation).person)


def officer_of(award: Award) -> Standing:
    """An international officer of the award's institute."""
    return standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, award.institute).person)
