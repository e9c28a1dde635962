"""The start of an action, from the last state of a dossier; what the database refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from funding.actions.clock import end_what_is_over
from funding.actions.leaning import lean_on
from funding.enums import AwardState, EntryKind
from funding.generate.awards import write
from funding.ledger import enter
from funding.models import Award, LedgerEntry
from funding.overview import grouped
from funding.querysets.names import institutes, named
from funding.querysets.taken import taken_by_year
from funding.workflow import AWARD, BATCH, REPORT, TRANCHE
from notifications.models import OutboxMail
from proposals.board.bulk import WORKS
from proposals.enums import DossierState
from proposals.generate.texts import dice
from proposals.generate.world import World
from proposals.models import Dossier
from tests.factories import a_centre, a_person, an_office
from tests.funding.awards import a_selected_dossier, an_award, finance_of, officer_of
from workflow.engine import SYSTEM, Act, Refused, perform
from workflow.history import timeline, verify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", [AWARD, TRANCHE, BATCH, REPORT], ids=lambda one: one.aggregate)
def test_the_life_is_sound(table):
    assert table.defects() == []


@pytest.mark.both
@pytest.mark.parametrize(("slug", "years"), [("iea", 2), ("irp", 5), ("irn", 5), ("irl", 5)])
def test_what_was_granted_becomes_tranches_and_reports(slug: str, years: int):
    award = an_award(slug, starts_on=date(2028, 1, 1))
    tranches = list(award.tranches.all())
    assert [one.budget_year for one in tranches] == list(range(2028, 2028 + years))
    assert sum(one.amount for one in tranches) == award.granted
    assert award.reports.count() == 2 * (years - 1) + 1
    assert award.partners.exists()
    assert award.members.exists()


@pytest.mark.both
def test_actions_written_in_numbers_are_as_their_start_leaves_them():
    one_by_one = an_award("irp", starts_on=date(2028, 1, 1))
    dossiers = [a_selected_dossier("irp", call=one_by_one.dossier.call) for _turn in range(2)]
    Dossier.objects.filter(pk__in=[one.pk for one in dossiers]).update(state=DossierState.STARTED)
    assert list(write(World(2028), dice(1))) == ["2 running actions"]
    for award in Award.objects.filter(dossier__in=dossiers):
        assert award.starts_on == date(award.dossier.call.year + 1, 1, 1)
        assert sum(one.amount for one in award.tranches.all()) == award.granted
        assert award.lowest is None or award.granted >= award.lowest
        asked = one_by_one.reports.order_by("year", "kind").values_list("kind", "year")
        assert list(award.reports.order_by("year", "kind").values_list("kind", "year")) == list(asked)
        assert [row.act for row in timeline(award)] == ["start"]
    assert [one for one in verify() if one.subject_type == "funding.award"] == []
    # what has its action is started once
    assert list(write(World(2028), dice(1))) == ["0 running actions"]


def test_the_notification_starts_an_action_on_1_january_after_the_call():
    dossier = a_selected_dossier("iea")
    derci = standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)
    perform(dossier, "notify", by=derci)
    award = Award.objects.get(dossier=dossier)
    assert award.starts_on == date(max(dossier.call.year + 1, timezone.now().year), 1, 1)
    assert (award.carrier_id, award.unit_id) == (dossier.carrier_id, dossier.unit_id)


@pytest.mark.both
def test_the_ledger_is_never_changed_and_never_exceeds_the_grant():
    award = an_award("iea")
    first = award.tranches.get(number=1)
    act = Act(None, finance_of(award), timezone.now())
    enter(first, EntryKind.PAID, first.amount, act)
    with pytest.raises(Refused), transaction.atomic():
        enter(first, EntryKind.PAID, Decimal(1), act)
    with pytest.raises(Refused), transaction.atomic():
        enter(first, EntryKind.CORRECTED, award.granted, act, reason="Trop.")
    award.refresh_from_db()
    assert award.paid_net == first.amount == LedgerEntry.objects.of_credits().net()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        LedgerEntry.objects.update(amount=1)


def test_a_grant_outside_the_bounds_is_refused_by_the_database():
    award = an_award("iea")
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(granted=Decimal(14001))


def test_an_action_past_its_last_day_awaits_its_closure():
    award = an_award("iea", starts_on=date(2024, 1, 1))
    end_what_is_over(datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    award.refresh_from_db()
    assert award.state == AwardState.RUNNING
    assert end_what_is_over(datetime(2025, 12, 31, 23, 0, tzinfo=UTC)) == 1
    award.refresh_from_db()
    assert award.state == AwardState.CLOSING
    with pytest.raises(Refused, match=r"accept|recevable|report|rapport"):
        perform(award, "close", by=officer_of(award))


def test_an_action_ended_early_drops_what_belongs_to_years_that_do_not_come():
    award = an_award("irp", starts_on=date(2026, 1, 1))
    perform(award, "end", by=SYSTEM, at=datetime(2027, 5, 1, tzinfo=UTC))
    assert [one.state for one in award.tranches.all()] == ["planned", "planned", *["cancelled"] * 3]
    assert set(award.reports.filter(year__gte=2).exclude(kind="final").values_list("state", flat=True)) == {
        "not-needed"
    }


def test_a_center_lists_the_actions_that_lean_on_it_until_they_are_closed():
    award, centre = an_award("irp"), a_centre()
    officer = officer_of(award)
    lean_on(award, [centre], at=timezone.now(), by=officer)
    page = Client().get(f"/centres/{centre.slug}/").content.decode()
    assert award.title in page
    assert f"{award.granted:.0f}" not in page
    with pytest.raises(Refused):
        lean_on(award, [], at=timezone.now(), by=standing_of(award.carrier))
    Award.objects.filter(pk=award.pk).update(state=AwardState.CLOSED, closed_at=timezone.now())
    assert award.title not in Client().get(f"/centres/{centre.slug}/").content.decode()


def test_commitments_by_year_sum_what_each_institute_reads():
    award, other = an_award("iea", starts_on=date(2028, 1, 1)), an_award("irp", starts_on=date(2028, 1, 1))
    names = named(institutes())
    rows = grouped(taken_by_year(officer_of(award)), names)
    assert [(one.year, one.planned) for one in rows] == [
        (tranche.budget_year, tranche.amount) for tranche in award.tranches.order_by("number")
    ]
    derci = standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)
    both = grouped(taken_by_year(derci), names)
    assert sum(one.planned for one in both) == award.granted + other.granted


def test_starting_several_says_before_who_is_written_to_and_that_it_cannot_be_undone():
    dossier = a_selected_dossier("iea")
    derci = an_office(a_person(language="en"), Role.DERCI_OFFICER).person
    client = Client()
    client.force_login(derci)
    asked = {"act": "notify", "dossier": [str(dossier.uid)], "query": "all=1"}
    page = client.post("/triage/several/", asked).text
    assert "Will be told by e-mail: the carriers, their units’ directors, and those who follow the actions." in page
    assert "This act cannot be undone: its mails leave at once." in page
    last = OutboxMail.objects.latest("pk").pk
    client.post("/triage/several/", {**asked, "confirm": "1"})
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.STARTED
    assert set(OutboxMail.objects.filter(pk__gt=last).values_list("key", flat=True)) == set(WORKS["notify"].mails)
