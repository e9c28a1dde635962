"""Running actions by the thousand, over the dossiers that the bench has: rows in bulk, as their start leaves them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from funding.models import Award
    from proposals.models import Dossier

TOGETHER = 1_000


def grow(number: int, starts_on: date, at: datetime) -> None:
    """Bring the actions to `number`, new ones started on `starts_on`, entered at `at`; the first stay what they are."""
    from funding.models import Award
    from proposals.models import Dossier

    missing = number - Award.objects.count()
    found = Dossier.objects.filter(award=None, filing__isnull=False, unit__isnull=False, institute__isnull=False)
    ids = list(found.exclude(reference=None).order_by("pk").values_list("pk", flat=True)[: max(missing, 0)])
    if len(ids) < missing:
        raise SystemExit(f"{missing} actions are to start, {len(ids)} dossiers are filed: generate more.")
    for first in range(0, len(ids), TOGETHER):
        rows = Dossier.objects.for_rules().filter(pk__in=ids[first : first + TOGETHER]).order_by("pk")
        _start([_award(one, starts_on, at) for one in rows], at)


def _start(awards: list[Award], at: datetime) -> None:
    """The actions with their plan and their reports, in three statements."""
    from django.db import transaction

    from funding import calendar
    from funding.models import Award, Report, Tranche

    with transaction.atomic():
        made = Award.objects.bulk_create(awards)
        Tranche.objects.bulk_create(
            Tranche(award=award, state_since=at, **vars(one))
            for award in made for one in calendar.plan(award.granted, award.starts_on, award.months)
        )  # fmt: skip
        Report.objects.bulk_create(
            Report(award=award, state_since=at, **vars(one)) for award in made for one in _reports(award)
        )


def _reports(award: Award) -> Any:
    from funding import calendar

    asked = award.rules.reports
    return calendar.reports(award.starts_on, award.months, annual_due_days=asked.annual_due_days,
                            final_due_months=asked.final_due_months)  # fmt: skip


def _award(dossier: Dossier, starts_on: date, at: datetime) -> Award:
    from funding import calendar
    from funding.models import Award

    months = dossier.months or dossier.rules.duration.maximum or calendar.MONTHS_OF_A_YEAR
    return Award(
        dossier=dossier, version_id=dossier.version_id, instrument_slug=dossier.instrument_slug,
        reference=dossier.reference or "", title=dossier.title, acronym=dossier.acronym, countries=dossier.countries,
        carrier_id=dossier.carrier_id, unit_id=dossier.unit_id or 0, institute_id=dossier.institute_id or 0,
        delegation_id=dossier.delegation_id, granted=Decimal(dossier.rules.credits.minimum or 1_000),
        starts_on=starts_on, months=months, ends_on=calendar.end_of(starts_on, months),
        state_since=at - timedelta(days=1), created_at=at,
    )  # fmt: skip
