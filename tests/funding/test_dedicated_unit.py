"""A laboratory's dedicated unit: announced, then named; what it has of its own stands on the action's page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.search.subjects import rebuild
from directory.standing import paris_today
from funding.actions import batches
from funding.actions import set_up as acts
from funding.actions.entries import add_own
from funding.enums import EntryKind, UnitKind
from funding.models import Award, SetUp
from tests.factories import a_unit
from tests.funding.awards import finance_of
from tests.funding.formal import a_set_up, as_role, browser_of, person_of, signed
from workflow.engine import perform

pytestmark = pytest.mark.django_db


def a_laboratory() -> tuple[Award, SetUp]:
    """It runs, with resources planned and somebody assigned, in a unit that is only announced."""
    made, officer = a_set_up()
    now, day = timezone.now(), date(timezone.now().year, 1, 1)
    SetUp.objects.filter(pk=made.pk).update(unit_kind=UnitKind.DEDICATED, unit_name="Laboratoire des fjords")
    made = SetUp.objects.select_related("dossier__version").get(pk=made.pk)
    line = made.dossier.rules.dedicated_unit.lines[0].slug
    acts.plan_resources(made, cells={(1, line): Decimal("12000.50"), (2, line): Decimal(3000)}, at=now, by=officer)
    fields = {"name": "Ysaline Corbière", "status": "DR2", "employer": "CNRS", "starts_on": day, "ends_on": None}
    acts.keep_assignment(made, fields=fields, at=now, by=officer)
    today = paris_today()
    signed(made, officer, today)
    SetUp.objects.filter(pk=made.pk).update(unit_kind=UnitKind.DEDICATED, unit=None, unit_name="Laboratoire des fjords")
    perform(made.dossier, "sign-convention", by=officer, starts_on=today)
    return Award.objects.get(dossier=made.dossier_id), made


def test_an_announced_unit_is_named_once_by_the_staff_and_its_own_resources_stand_on_the_page():
    award, made = a_laboratory()
    assert award.dedicated_unit is None
    officer = browser_of(person_of(as_role(made.dossier, Role.INSTITUTE_OFFICER)))
    shown = officer.get(award.get_absolute_url()).content.decode()
    address = f"/actions/{award.uid}/dedicated-unit/"
    assert "Laboratoire des fjords" in shown
    assert address in shown
    assert "15\u202f000,50\u202f€" in shown
    assert "Ysaline Corbière" in shown

    carrier = browser_of(award.carrier)
    assert carrier.get(address).status_code == carrier.post(address).status_code == 404
    assert address not in carrier.get(award.get_absolute_url()).content.decode()

    refused = officer.post(address, {"unit": ""})
    assert refused.status_code == 422
    assert "Choisissez l’unité" in refused.content.decode()
    unit, other = a_unit(institute=award.institute), a_unit(institute=award.institute)
    rebuild()
    assert officer.post(address, {"unit": unit.code}).status_code == 302
    award.refresh_from_db()
    assert award.dedicated_unit == unit
    again = officer.post(address, {"unit": other.code})
    assert again.status_code == 409
    assert "a déjà son unité dédiée" in again.content.decode()
    award.refresh_from_db()
    assert award.dedicated_unit == unit

    line = award.rules.dedicated_unit.lines[0].slug
    now = timezone.now()
    add_own(award, EntryKind.PAID, line, now.year, Decimal("4200.10"), reason="", dated_on=now.date(), at=now,
            by=finance_of(award))  # fmt: skip
    shown = officer.get(award.get_absolute_url()).content.decode()
    assert "4\u202f200,10\u202f€" in shown
    # each ledger has its own columns: tranches of the credits, lines of the resources
    finance = finance_of(award)
    batch = batches.prepare(award.tranches.filter(number=1).for_list(), title="Lot", at=now, by=finance).batches[0]
    batches.send(batch, at=now, by=finance)
    ledger = officer.get(f"/actions/{award.uid}/ledger/").content.decode()
    assert ">Tranche</th>" in ledger
    assert ">Ligne</th>" in ledger
    assert address not in shown


def test_an_action_begins_on_the_day_of_its_convention_and_without_dedicated_unit_says_nothing_of_one():
    made, officer = a_set_up()
    today = paris_today()
    signed(made, officer, today)
    perform(made.dossier, "sign-convention", by=officer)
    award = Award.objects.get(dossier=made.dossier_id)
    assert award.starts_on == today
    assert 'id="h-own"' not in browser_of(person_of(officer)).get(award.get_absolute_url()).content.decode()
