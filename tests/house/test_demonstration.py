"""The demonstration: an account for each role, calls made by the acts people use, and nothing of it elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
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
from instruments.models import Call
from notifications.reminding.preview import addressed_to, listed_to
from notifications.reminding.sources import all_sources
from portal.home import waiting_for
from tests.harness.shared import undone_at_last
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


def test_each_account_of_the_list_is_there():
    assert {account.name for account in ACCOUNTS} == NAMES


@pytest.mark.django_db
@pytest.mark.both
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
@pytest.mark.both
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
@pytest.mark.both
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


# whose steps are not built yet, or who acts only when somebody asks
WITHOUT_WORK = {"fsd", "admin"}


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
