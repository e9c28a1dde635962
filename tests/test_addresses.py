"""The addresses of the house are fixed: those that are built answer, the others are absent and stand in no menu."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.enums import OFFICE_SCOPES
from tests.factories import a_holder

pytestmark = [pytest.mark.django_db]
BUILT = ("/", "/accounts/login/", "/instruments/", "/calls/", "/centres/", "/receipts/")
SIGNED_IN = ("/proposals/", "/triage/", "/visas/")
LATER = ("/evaluation/", "/funding/", "/map/", "/api/v1/", "/receipts/ABCDEFGH/")


@pytest.mark.parametrize("address", BUILT)
def test_what_is_built_answers_at_its_fixed_address(address):
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("address", SIGNED_IN)
def test_what_belongs_to_people_asks_who_is_there(address):
    answer = Client().get(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", LATER)
def test_what_is_not_built_yet_is_absent(address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("role", [None, *OFFICE_SCOPES])
def test_no_menu_leads_to_what_is_not_built(role):
    client = Client()
    if role:
        client.force_login(a_holder(role), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/").text
    assert not [address for address in LATER if f'href="{address}' in page]
