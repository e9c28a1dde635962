"""The second factor of staff, as a person sets it up and uses it: an application, recovery codes, a passkey."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from directory.actions.people import create_person
from directory.enums import Role
from directory.models import Person
from tests.factories import PASSWORD, an_office
from tests.harness.browser import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = re.compile("Ce qui vous attend")


@pytest.fixture
def officer(settings: Any) -> Person:
    """An officer of the Derci, in a house that asks staff for a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True
    person = create_person(
        email="officer@example.org", first_name="Camille", last_name="Mérimée", password=PASSWORD, is_verified=True
    )
    an_office(person, Role.DERCI_OFFICER)
    return person


def give_password(page: Page, base: str, person: Person) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def log_out(page: Page) -> None:
    page.locator(".ci-user").get_by_role("button", name="Se déconnecter").click()
    expect(page.locator(".ci-user").get_by_role("link", name="Se connecter")).to_be_visible()


def code_of(secret: str) -> str:
    """The six digits that an application shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_application(page: Page) -> None:
    page.get_by_role("link", name="Installer une application").click()
    secret = page.locator("#authenticator_secret").inner_text().strip()
    page.locator("input[name=code]").fill("000000")
    page.locator("input[name=code]").press("Enter")
    expect(page.locator(".invalid-feedback")).to_be_visible()
    assert page.locator("#authenticator_secret").inner_text().strip() == secret
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")


def test_staff_set_up_an_application_before_anything_else_and_then_log_in_with_it(
    officer: Person, page: Page, live_server: Any
) -> None:
    give_password(page, live_server.url, officer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    expect(page.get_by_text("installez d’abord un second facteur")).to_be_visible()
    page.goto(f"{live_server.url}/calls/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    shot(page, "second-factor", 360)
    shot(page, "second-factor-wide", 1280)
    set_up_application(page)
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    codes = page.locator("#recovery_codes li").all_inner_texts()
    shot(page, "recovery-codes", 1280)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)

    log_out(page)
    give_password(page, live_server.url, officer)
    expect(page.get_by_text("Votre mot de passe est juste")).to_be_visible()
    page.locator("input[name=code]").fill("123456")
    page.locator("input[name=code]").press("Enter")
    expect(page.locator(".invalid-feedback")).to_be_visible()
    shot(page, "second-factor-refused", 360)
    # until the second proof, nothing but the page that asks for it
    page.goto(f"{live_server.url}/calls/new/")
    expect(page.get_by_text("Une preuve de plus ouvre votre compte")).to_be_visible()
    page.locator("input[name=code]").fill(codes[0])
    page.locator("input[name=code]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)


def test_a_passkey_alone_opens_the_account(
    officer: Person, page: Page, context: BrowserContext, live_server: Any
) -> None:
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, live_server.url, officer)
    page.get_by_role("link", name=re.compile("Ajouter une clé")).click()
    page.locator("input[name=name]").fill("Ordinateur du bureau")
    page.locator("input[name=passwordless]").check()
    shot(page, "passkey", 1280)
    page.locator("#mfa_webauthn_add").click()
    # the codes are made with the first factor: seeing them proves that the key is kept
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)

    log_out(page)
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)


def test_a_session_elsewhere_is_seen_and_ended(page: Page, context: BrowserContext, live_server: Any) -> None:
    person = create_person(
        email="two@example.org", first_name="Nora", last_name="Neuve", password=PASSWORD, is_verified=True
    )
    give_password(page, live_server.url, person)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    elsewhere = context.browser.new_context(locale="fr-FR")
    other = elsewhere.new_page()
    give_password(other, live_server.url, person)
    expect(other.get_by_role("heading", level=1)).to_have_text(HOME)
    page.goto(f"{live_server.url}/accounts/sessions/")
    shot(page, "sessions", 360)
    shot(page, "sessions-wide", 1280)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form button[type=submit]").first.click()
    other.goto(f"{live_server.url}/accounts/profile/")
    expect(other).to_have_url(re.compile("/accounts/login/"))
    page.goto(f"{live_server.url}/accounts/profile/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon profil")
    elsewhere.close()
