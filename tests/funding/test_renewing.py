"""After an action: renewed from its month on, followed by the next instrument, closed with nothing left open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from directory.standing import standing_of
from funding.actions.renewing import next_slug, open_calls, open_renewal
from funding.actions.starting import start_award
from funding.closing import unspent
from funding.enums import EntryKind, ReportKind
from funding.ledger import enter
from funding.models import Award, Report, ReportVersion
from tests.funding.awards import a_selected_dossier, an_award, finance_of, officer_of
from tests.proposals.dossiers import a_permanent_or_annual_call
from workflow.engine import SYSTEM, Act, Refused, perform

pytestmark = pytest.mark.django_db


def years_ago(number: int) -> date:
    return date(timezone.now().year - number, 1, 1)


def test_a_renewal_is_a_linked_dossier_with_partners_and_title_from_month_37_on():
    now = timezone.now()
    young, old = an_award("irp", starts_on=years_ago(2)), an_award("irp", starts_on=years_ago(4))
    with pytest.raises(Refused, match="37"):
        open_renewal(young, young.dossier.call, at=now, by=standing_of(young.carrier))
    by = standing_of(old.carrier)
    call = open_calls(old, now, by)[0]
    dossier = open_renewal(old, call, at=now, by=by)
    assert open_renewal(old, call, at=now, by=by).pk == dossier.pk
    assert dossier.partners.count() == old.partners.count()
    assert dossier.answers.get(field="title").value == old.title
    assert dossier.renewal.is_same_instrument


def test_an_action_renewed_once_is_not_renewed_again():
    old = an_award("irp", starts_on=years_ago(9))
    renewed = an_award("irp", starts_on=years_ago(4))
    Award.objects.filter(pk=renewed.pk).update(renews=old)
    assert next_slug(old) == "irp"
    assert next_slug(Award.objects.get(pk=renewed.pk)) is None


def test_a_two_year_action_is_offered_the_next_instrument_and_never_itself():
    award = an_award("iea", starts_on=years_ago(1))
    assert next_slug(award) == "irp"
    call = a_permanent_or_annual_call("irp")
    dossier = open_renewal(award, call, at=timezone.now(), by=standing_of(award.carrier))
    assert not dossier.renewal.is_same_instrument
    with pytest.raises(Refused):
        open_renewal(an_award("iea", starts_on=years_ago(1)), award.dossier.call, at=timezone.now(),
                     by=standing_of(award.carrier))  # fmt: skip


def test_the_award_of_a_renewal_names_the_one_it_renews():
    old = an_award("irp", starts_on=years_ago(4))
    dossier = a_selected_dossier("irp")
    old.renewals.create(dossier=dossier, is_same_instrument=True, opened_at=timezone.now(), opened_by=old.carrier)
    award = start_award(dossier, starts_on=years_ago(0), at=timezone.now(), by=SYSTEM)
    assert award.renews_id == old.pk


def test_a_closure_waits_for_the_final_report_the_tranches_and_what_was_not_spent():
    award = an_award("iea", starts_on=date(2024, 1, 1))
    act = Act(None, finance_of(award), timezone.now())
    for tranche in award.tranches.all():
        enter(tranche, EntryKind.PAID, tranche.amount, act)
    award.tranches.update(state="paid")
    perform(award, "end", by=SYSTEM, at=datetime(2026, 1, 2, tzinfo=UTC))
    officer = officer_of(award)
    with pytest.raises(Refused):
        perform(award, "close", by=officer)
    _accepted(award, spent="4000")
    award.refresh_from_db()
    assert unspent(award) == award.granted - Decimal(4000)
    with pytest.raises(Refused):
        perform(award, "close", by=officer)
    last = award.tranches.get(number=2)
    enter(last, EntryKind.RETURNED, last.amount, act, reason="Non dépensé.")
    first = award.tranches.get(number=1)
    award.refresh_from_db()
    enter(first, EntryKind.RETURNED, unspent(award), act, reason="Non dépensé.")
    perform(award, "close", by=officer)
    assert Award.objects.get(pk=award.pk).closed_at is not None


def _accepted(award: Award, spent: str) -> None:
    """Every report accepted, the final one saying what was spent in all (rows: the acts have their own tests)."""
    now = timezone.now()
    Report.objects.filter(award=award).update(
        state="accepted", submitted_at=now, accepted_at=now, accepted_by=award.carrier, submitted_by=award.carrier
    )
    figures = {"spent_earlier": {}, "notified": {}, "notified_earlier": {}}
    content = {
        "euros": {"spent-other": spent},
        "figures": figures,
        "lines": [],
        "texts": {},
        "kind": "final",
        "year": 2,
    }
    final = Report.objects.get(award=award, kind=ReportKind.FINAL)
    ReportVersion.objects.create(report=final, number=1, content=content, sha256="0" * 64, submitted_at=now,
                                 submitted_by=award.carrier)  # fmt: skip
