"""Filing in the browser: confirmed at once, verified by anybody, taken back, filed again; a session lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from proposals.models import Dossier
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_complete_dossier

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dossier() -> Dossier:
    made = a_complete_dossier()
    type(made.carrier).objects.filter(pk=made.carrier_id).update(language="fr")
    return made


def asked(page: Page, live_server: Any, dossier: Dossier) -> None:
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/submit/")


def filed(page: Page) -> None:
    page.get_by_role("button", name="Déposer le dossier").click()
    expect(page.get_by_role("heading", level=1, name="Votre dossier est déposé")).to_be_visible()


def seen(page: Page, name: str) -> None:
    for width in (360, 1280):
        shot(page, f"{name}-{width}", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_dossier_is_filed_verified_by_anybody_taken_back_and_filed_again(
    live_server: Any, page: Page, chromium: Browser, dossier: Dossier
) -> None:
    sign_in(page, live_server.url, dossier.carrier)
    asked(page, live_server, dossier)
    seen(page, "submit")
    filed(page)
    seen(page, "filed")
    filing = Dossier.objects.get(pk=dossier.pk).filing
    expect(page.get_by_text(filing.code)).to_be_visible()
    # somebody who is not signed in types the code as they copied it from paper
    context = chromium.new_context(locale="fr-FR")
    public = context.new_page()
    public.goto(f"{live_server.url}/receipts/")
    public.get_by_label("Code de vérification").fill(filing.code.lower().replace("-", " "))
    public.get_by_role("button", name="Vérifier").click()
    expect(public.get_by_text("Cet accusé de réception est authentique")).to_be_visible()
    expect(public.get_by_text(filing.sha256)).to_be_visible()
    seen(public, "receipt")
    context.close()
    page.get_by_role("link", name="Reprendre le dossier pour le corriger").click()
    seen(page, "take-back")
    page.get_by_role("button", name="Reprendre le dossier").click()
    page.wait_for_url("**/edit/")
    asked(page, live_server, dossier)
    expect(page.get_by_text("La version déposée auparavant reste valable")).to_be_visible()
    filed(page)
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.filing.number, again.taken_back_at) == (2, None)


def test_a_session_that_ended_at_the_button_files_nothing_and_comes_back_to_the_page(
    live_server: Any, page: Page, dossier: Dossier
) -> None:
    sign_in(page, live_server.url, dossier.carrier)
    asked(page, live_server, dossier)
    Session.objects.all().delete()
    page.get_by_role("button", name="Déposer le dossier").click()
    page.wait_for_url(f"**next=/proposals/{dossier.uid}/submit/")
    assert Dossier.objects.get(pk=dossier.pk).filing_id is None
    sign_in(page, live_server.url, dossier.carrier)
    asked(page, live_server, dossier)
    filed(page)
