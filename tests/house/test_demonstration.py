"""The demonstration: an account for each role, calls made by the acts people use, and nothing of it elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings
from django.utils import timezone

from cnrs_coop.demonstration import ACCOUNTS, WORDS, passphrase
from directory.enums import OFFICE_SCOPES, Role
from directory.models import Institute, Office, Person
from directory.passwords import is_passphrase
from directory.standing import standing_of
from evaluation.actions.inviting import OPEN_TO_REVIEW
from evaluation.models import AssignmentRun, Review
from funding.actions.renewing import next_slug, not_yet, open_calls
from funding.actions.spending import gaps
from funding.models import (
    Amendment,
    Award,
    Commitment,
    Derogation,
    PartnerPart,
    PaymentBatch,
    Report,
    StaffAssignment,
)
from instruments.demo import weekday
from instruments.models import Call
from instruments.registry import all_instruments
from instruments.steps import Step
from notifications.reminding.preview import addressed_to, listed_to
from notifications.reminding.sources import all_sources
from portal.home import waiting_for
from proposals.actions.writing import save_answer
from proposals.models import Dossier
from tests.harness.shared import undone_at_last
from tests.house.waiting import ACTIONS, STEPS, client_of, waiting_at
from workflow.history import verify

NAMES = {
    "carrier", "coeditor", "director", "officer", "officer2", "reviewer", "member", "chair", "direction", "derci",
    "head", "president", "college", "fsd", "finance", "admin",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """The demonstration, built once for the module and undone after it; the folder of its installation."""
    folder = tmp_path_factory.mktemp("demonstration")
    with undone_at_last(django_db_blocker):
        with override_settings(IS_DEMONSTRATION=True, MODE="demonstration", DATA_DIR=folder):
            build()
        yield folder


@pytest.fixture
def demonstration(settings: Any, built: Path) -> None:
    settings.IS_DEMONSTRATION, settings.MODE, settings.DATA_DIR = True, "demonstration", built


def build() -> str:
    output = io.StringIO()
    call_command("load_reference", stdout=output)
    call_command("demo", stdout=output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 27, 12, tzinfo=UTC), "2026-11-27"),
        # a Friday that is already Saturday in Paris
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), "2026-11-30"),
        (datetime(2026, 11, 29, 12, tzinfo=UTC), "2026-11-30"),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "2026-11-30"),
    ],
)
def test_a_weekday_is_one_in_paris(moment: datetime, day: str):
    assert weekday(moment).date().isoformat() == day


def test_each_account_of_the_list_is_there():
    assert {account.name for account in ACCOUNTS} == NAMES


@pytest.mark.django_db
def test_each_account_holds_its_office_and_logs_in_without_second_factor(demonstration: None):
    for account in ACCOUNTS:
        offices = [office.role for office in Office.objects.filter(person__email=account.email)]
        assert offices == ([account.role] if account.role else [])
    assert {account.role for account in ACCOUNTS} >= set(OFFICE_SCOPES)
    client = Client()
    answer = client.post("/accounts/login/", {"login": "derci@demo.example", "password": passphrase()}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert answer.context["user"].email == "derci@demo.example"


@pytest.mark.django_db
def test_the_two_officers_are_of_different_institutes(demonstration: None):
    held = Office.objects.filter(role=Role.INSTITUTE_OFFICER).values_list("institute", flat=True)
    assert len(set(held)) == 2


@pytest.mark.django_db
def test_a_call_is_open_now_and_its_history_is_whole(demonstration: None):
    slugs = {call.instrument_slug for call in Call.objects.open_at(timezone.now())}
    assert "iea" in slugs
    assert list(verify()) == []


@pytest.mark.django_db
def test_no_contact_of_the_demonstration_could_be_real(demonstration: None):
    for institute in Institute.objects.all():
        assert institute.has_contacts
        assert institute.email.endswith("@example.org")
        assert institute.telephone.startswith("01 99 00 ")


@pytest.mark.django_db
def test_made_again_it_keeps_what_people_did(demonstration: None):
    Person.objects.filter(email="derci@demo.example").update(first_name="Changed")
    before = (Person.objects.count(), Office.objects.count(), Call.objects.count(), passphrase())
    assert passphrase() in build()
    assert (Person.objects.count(), Office.objects.count(), Call.objects.count(), passphrase()) == before
    assert Person.objects.get(email="derci@demo.example").first_name == "Changed"


@pytest.mark.django_db
def test_accounts_that_come_from_a_backup_take_the_passphrase_of_this_installation(
    demonstration: None, settings: Any, tmp_path: Path
):
    former = passphrase()
    settings.DATA_DIR = tmp_path / "elsewhere"
    settings.DATA_DIR.mkdir()
    build()
    assert passphrase() != former
    assert all(Person.objects.get(email=account.email).check_password(passphrase()) for account in ACCOUNTS)


# who acts only when somebody asks
WITHOUT_WORK = {"admin"}


@pytest.mark.django_db
def test_something_waits_for_each_account_whose_step_is_built(demonstration: None):
    now = timezone.now()
    idle = {
        account.name
        for account in ACCOUNTS
        if not waiting_for(standing_of(Person.objects.get(email=account.email)), now)
    }
    assert idle == WITHOUT_WORK
    # what has a date is announced before it is said, to each of those it is awaited of
    for name in ("carrier", "coeditor", "director", "officer", "officer2", "reviewer"):
        standing = standing_of(Person.objects.get(email=f"{name}@demo.example"))
        assert addressed_to(standing, now).lines, name
    assert listed_to(standing_of(Person.objects.get(email="derci@demo.example")), now, all_sources()).lines


@pytest.mark.django_db
def test_a_proposal_of_reviewers_waits_with_its_reasons_and_a_review_is_late(demonstration: None):
    run = AssignmentRun.objects.get()
    assert run.state == "proposed"
    assert run.plan["pairs"]
    assert all(pair["keywords"] or pair["terms"] for pair in run.plan["pairs"]), run.plan["pairs"]
    officer = standing_of(Person.objects.get(email="officer@demo.example"))
    to_assign = Dossier.objects.filter(institute=run.institute, state__in=OPEN_TO_REVIEW).values("call").distinct()
    assert to_assign.exclude(call=run.call_id).exists()
    assert Review.objects.visible_to(officer).late(timezone.now()).exists()


@pytest.mark.django_db
def test_each_step_of_a_dossier_waits_for_who_takes_it_at_its_address(demonstration: None):
    assert set(STEPS) == {Step(step) for one in all_instruments() for step in one.steps} == set(Step)
    found = {account.name: waiting_at(account.name) for account in ACCOUNTS}
    absent = {(step.value, name): places - set(found[name]) for step, expected in STEPS.items()
              for name, places in expected.items() if places - set(found[name])}  # fmt: skip
    assert absent == {}
    for name in {name for expected in STEPS.values() for name in expected}:
        client = client_of(name)
        statuses = {place: client.get(url, follow=True).status_code for place, url in found[name].items()}
        assert set(statuses.values()) == {200}, (name, statuses)


@pytest.mark.django_db
def test_an_interest_expressed_is_answered_and_its_carrier_finds_the_invitation(demonstration: None):
    dossier = Dossier.objects.get(state="expressed")
    answer = client_of("officer").post(f"/proposals/{dossier.uid}/acts/invite/")
    assert answer.status_code == 302
    assert "dossier_edit in invited" in waiting_at("carrier")


@pytest.mark.django_db
def test_a_completion_is_answered_by_an_account_of_the_list(demonstration: None):
    dossier = Dossier.objects.for_rules().get(state="completion")
    by, part = standing_of(dossier.carrier), "work-plan"
    revision = dossier.answers.get(field=part).revision
    save_answer(dossier, field=part, value="Deux campagnes, en mai et en octobre.", revision=revision,
                at=timezone.now(), by=by)  # fmt: skip
    answer = client_of("coeditor").post(f"/proposals/{dossier.uid}/complete/")
    assert answer.status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == "filed"


@pytest.mark.django_db
def test_each_step_of_finance_waits_for_who_takes_it(demonstration: None):
    for name, expected in ACTIONS.items():
        assert set(waiting_at(name)) >= expected, name
    # the acts that made it are real: none of it breaks a rule or the chain of its history
    assert {one.state for one in Award.objects.all()} >= {"running", "closing"}
    assert {one.state for one in Report.objects.all()} >= {"to-write", "submitted", "returned", "accepted"}
    # of one report, a partner has written their part and another is asked
    parts = PartnerPart.objects.exclude(written_at=None).get().report.partner_parts.all()
    assert sorted(bool(one.team_text) for one in parts) == [False, True]
    assert {one.state for one in Commitment.objects.all()} >= {"to-ask", "asked", "promised", "signed"}
    assert {one.state for one in PaymentBatch.objects.all()} == {"prepared", "sent", "paid"}
    assert {one.kind for one in Amendment.objects.all()} == {"partner-in", "prolongation", "suspension"}
    assert Derogation.objects.filter(ended_at=None).exists()
    assert StaffAssignment.objects.exists()
    finance = standing_of(Person.objects.get(email="finance@demo.example"))
    assert {one.kind for one in gaps(finance, timezone.now().year - 1)} >= {"over"}
    laboratory = Award.objects.exclude(dedicated_unit=None).get()
    assert laboratory.entries.filter(ledger="own-resources").exists()


@pytest.mark.django_db
def test_what_follows_an_action_is_offered_to_who_carries_it(demonstration: None):
    now, offered = timezone.now(), {}
    for award in Award.objects.exclude(state="closed"):
        by, slug = standing_of(award.carrier), next_slug(award)
        if slug and not not_yet(award, now) and open_calls(award, now, by):
            offered.setdefault(award.carrier.email.split("@")[0], set()).add((award.instrument_slug, slug))
    assert ("iea", "irp") in offered["carrier"]
    assert ("irp", "irp") in offered["coeditor"]


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["production", "test"])
def test_it_exists_in_no_other_mode(settings: Any, mode: str):
    settings.MODE, settings.IS_DEMONSTRATION = mode, False
    before = (Person.objects.count(), Office.objects.count())
    with pytest.raises(CommandError, match="exists only with MODE=demonstration"):
        call_command("demo")
    assert (Person.objects.count(), Office.objects.count()) == before


def test_each_installation_has_its_own_passphrase_of_seven_words(settings: Any, tmp_path: Path):
    found = set()
    for name in ("one", "two", "three"):
        settings.DATA_DIR = tmp_path / name
        settings.DATA_DIR.mkdir()
        found.add(passphrase())
        assert passphrase() in found, "read again it is the same"
        assert (settings.DATA_DIR / "passphrase").stat().st_mode & 0o077 == 0
    assert len(found) == 3
    assert all(is_passphrase(phrase) for phrase in found)
    assert len(set(WORDS)) == len(WORDS) == 64
