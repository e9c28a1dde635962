"""Logging in by an OpenID Connect provider: a real one, as a process on loopback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import BrowserContext, Page, expect

from cnrs_coop.settings import accounts
from cnrs_coop.settings.env import Environment
from directory.actions.people import create_person
from directory.models import Person
from tests.factories import PASSWORD
from tests.harness.browser import shot
from tests.services import free_port, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NORA = {
    "sub": "nora", "email": "nora@institution.example", "email_verified": True, "given_name": "Nora",
    "family_name": "Neuve",
}  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that knows Nora."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--user-claims", json.dumps(NORA)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://localhost:{port}"
    try:
        wait_until(lambda: answers(address), "the provider answers")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def configured(provider: str, settings: Any) -> Any:
    """The house as its environment would configure it for this provider."""

    def with_variables(**more: str) -> None:
        env = Environment(
            {
                "OIDC_CLIENT_ID": "coopinteer", "OIDC_CLIENT_SECRET": "secret", "OIDC_SERVER_URL": provider,
                "OIDC_NAME": "Janus", **more,
            }
        )  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = accounts.providers(env)
        policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"]["form-action"] += accounts.origins(env, settings.SOCIALACCOUNT_PROVIDERS)
        settings.CONTENT_SECURITY_POLICY = policy
        env.check()

    return with_variables


@pytest.fixture
def visitor(context: BrowserContext) -> Iterator[Page]:
    """A page whose own refusals by the policy are kept: the provider's pages are not ours to judge."""
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    assert not [text for text in refused if "form-action" in text]


def come_by_the_provider(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_role("button", name="Se connecter avec Janus").click()
    page.get_by_role("button", name="nora", exact=True).first.click()
    page.wait_for_url(lambda url: url.startswith(base))


def test_without_configuration_nothing_is_offered(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    expect(page.get_by_role("button", name=re.compile("Janus|ORCID"))).to_have_count(0)


def test_somebody_new_comes_with_the_names_the_provider_knows(configured: Any, visitor: Page, live_server: Any) -> None:
    configured(OIDC_VERIFIES_EMAIL="yes")
    come_by_the_provider(visitor, live_server.url)
    expect(visitor.get_by_text("Janus dit qui vous êtes")).to_be_visible()
    assert visitor.locator("input[name=first_name]").input_value() == "Nora"
    assert visitor.locator("input[name=last_name]").input_value() == "Neuve"
    assert visitor.locator("input[name=email]").input_value() == NORA["email"]
    shot(visitor, "sso-signup", 360)
    visitor.get_by_role("button", name="Créer le compte").click()
    wait_until(lambda: Person.objects.filter(email=NORA["email"]).exists(), "the account exists")
    person = Person.objects.get()
    assert (person.first_name, person.last_name) == ("Nora", "Neuve")
    assert not person.has_usable_password()
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize(("vouched", "is_joined"), [("yes", True), ("no", False)])
def test_an_account_is_joined_by_its_address_only_when_the_provider_is_vouched_for(
    vouched: str, is_joined: bool, configured: Any, visitor: Page, live_server: Any
) -> None:
    configured(OIDC_VERIFIES_EMAIL=vouched)
    known = create_person(
        email=str(NORA["email"]), first_name="Nora", last_name="Ancienne", password=PASSWORD, is_verified=True
    )
    come_by_the_provider(visitor, live_server.url)
    if is_joined:
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Ce qui vous attend")
        assert SocialAccount.objects.get().user == known
    else:
        expect(visitor.get_by_role("heading", level=1)).not_to_have_text("Ce qui vous attend")
        assert not SocialAccount.objects.exists()
    assert Person.objects.count() == 1


def test_refusing_at_the_provider_leads_back_with_a_sentence(configured: Any, visitor: Page, live_server: Any) -> None:
    configured()
    visitor.goto(f"{live_server.url}/accounts/login/")
    visitor.get_by_role("button", name="Se connecter avec Janus").click()
    visitor.get_by_role("button", name="Deny").click()
    expect(visitor).to_have_url(re.compile("^" + re.escape(live_server.url)))
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    shot(visitor, "sso-refused", 1280)
    assert not Person.objects.exists()
