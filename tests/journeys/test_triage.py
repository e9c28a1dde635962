"""Triage in the browser: the officer asks for a completion, the carrier answers, the officer sees what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from directory.enums import Role
from directory.models import Person
from proposals.actions import visas
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion
from proposals.models import Answer, Dossier
from tests.factories import a_holder, a_person
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_filed_dossier, the_director
from tests.services import wait_until
from wording.formats import PARIS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DUE = "%Y-%m-%dT%H:%M"


@pytest.fixture
def dossier() -> Dossier:
    made = a_filed_dossier()
    visas.give_visa(made.visas.get(), opinion=VisaOpinion.FAVOURABLE, at=timezone.now(), by=the_director(made))
    Person.objects.update(language="fr")
    return made


def as_(page: Page, live_server: Any, person: Person, dossier: Dossier, rest: str = "") -> None:
    sign_in(page, live_server.url, person)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/{rest}")


def soon() -> str:
    return (timezone.now().astimezone(PARIS) + timedelta(days=9)).replace(hour=12, minute=0).strftime(DUE)


def test_a_completion_asked_answered_compared_and_the_dossier_admitted(page, live_server, dossier):
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    derci = a_holder(Role.DERCI_OFFICER)
    Person.objects.update(language="fr")
    as_(page, live_server, officer, dossier)
    page.get_by_label("Ajouter une note").fill("Le calendrier manque.")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.get_by_text("Le calendrier manque.")).to_be_visible()
    shot(page, "triage-dossier-1280", 1280)
    shot(page, "triage-dossier-360", 360)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Demander un complément").click()
    page.get_by_label("Contexte et objectifs").check()
    page.get_by_label("Ce qui est demandé").fill("Précisez le calendrier.")
    shot(page, "triage-ask-1280", 1280)
    page.get_by_role("button", name="Demander un complément").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    expect(page.get_by_label("Ce qui est demandé")).to_have_value("Précisez le calendrier.")
    page.get_by_label("Avant le, heure de Paris").fill(soon())
    page.get_by_role("button", name="Demander un complément").click()
    expect(page.get_by_role("heading", name="Complément", exact=True)).to_be_visible()

    as_(page, live_server, dossier.carrier, dossier)
    expect(page.get_by_text("Précisez le calendrier.").first).to_be_visible()
    expect(page.get_by_text("Le calendrier manque.")).to_have_count(0)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/edit/science/")
    page.get_by_label("Contexte et objectifs").fill("Une phrase qui répond, et le calendrier de la deuxième année.")
    wait_until(lambda: "calendrier" in Answer.objects.get(dossier=dossier, field="context").value, "it is kept")
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/complete/")
    expect(page.locator("ins", has_text="calendrier")).to_be_visible()
    shot(page, "triage-complete-360", 360)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Envoyer le complément").click()
    expect(page).to_have_url(f"{live_server.url}/proposals/{dossier.uid}/filed/")

    as_(page, live_server, officer, dossier)
    expect(page.get_by_role("heading", name="Ce que la réponse a changé")).to_be_visible()
    expect(page.locator("#d-context ins", has_text="calendrier")).to_be_visible()
    expect(page.locator("#d-context del").first).to_contain_text("retiré")
    shot(page, "triage-difference-1280", 1280)
    shot(page, "triage-difference-360", 360)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Déclarer recevable").click()
    page.get_by_role("button", name="Déclarer recevable").click()
    expect(page.locator(".ci-head .ci-state")).to_have_text("Recevable")

    as_(page, live_server, derci, dossier)
    expect(page.locator(".ci-head .ci-state")).to_have_text("Recevable")
    expect(page.get_by_text("Le calendrier manque.")).to_be_visible()
    as_(page, live_server, dossier.carrier, dossier)
    expect(page.locator(".ci-head .ci-state")).to_have_text("En évaluation")
    expect(page.get_by_text("Le calendrier manque.")).to_have_count(0)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.filing.number) == (S.ADMISSIBLE, 2)


def test_without_script_an_opinion_is_asked_and_given(chromium: Browser, live_server, dossier):
    officer, colleague = a_holder(Role.INSTITUTE_OFFICER, dossier.institute), a_person(language="fr")
    Person.objects.update(language="fr")
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    try:
        page = context.new_page()
        as_(page, live_server, officer, dossier, "inform/")
        page.get_by_label("Ou une personne").fill(colleague.email)
        page.get_by_label("Avis demandé").fill("Le site est-il accessible ?")
        page.locator("main button[type=submit]").click()
        expect(page.get_by_text("Le site est-il accessible ?")).to_be_visible()
        opinion = dossier.opinions.get()
        sign_in(page, live_server.url, colleague)
        page.goto(f"{live_server.url}/opinions/{opinion.uid}/")
        page.locator("textarea[name=text]").fill("Oui, d’avril à octobre.")
        shot(page, "triage-opinion-1280", 1280)
        page.get_by_role("button", name="Donner l’avis").click()
        expect(page.get_by_text("Oui, d’avril à octobre.")).to_be_visible()
        as_(page, live_server, officer, dossier)
        expect(page.get_by_text("Oui, d’avril à octobre.")).to_be_visible()
    finally:
        context.close()
