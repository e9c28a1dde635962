"""From the question “which instrument?” to two people writing one dossier: in the browser, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from directory.enums import Role
from notifications.models import OutboxMail
from proposals.models import Answer, Dossier
from tests.factories import a_holder, a_person
from tests.harness.browser import sign_in
from tests.proposals.dossiers import a_permanent_or_annual_call, a_unit_with_everything
from tests.services import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def advised(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/proposals/new/")
    page.get_by_role("link", name="Quel instrument convient à mon projet").click()
    for answer in ("Rien encore", "Un", "Non", "Un projet de recherche commun"):
        page.get_by_label(re.compile(f"^{answer}")).first.check()
    page.get_by_role("button", name=re.compile("Quel instrument")).click()


def test_a_carrier_is_advised_opens_a_dossier_and_writes_it_with_a_colleague(live_server, page, chromium):
    carrier = a_person(unit=a_unit_with_everything(), language="fr")
    nora = a_person(email="nora@example.org", first_name="Nora", last_name="Neuve", language="en")
    a_permanent_or_annual_call("iea")
    sign_in(page, live_server.url, carrier)
    advised(page, live_server)
    expect(page.get_by_role("heading", name=re.compile("Action émergente"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Ouvrir un dossier")).click()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page).to_have_url(re.compile("/edit/$"))
    page.get_by_role("link", name=re.compile("Inviter une personne")).click()
    page.get_by_label("Adresse électronique").fill("nora@example.org")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("L’invitation part à nora@example.org")).to_be_visible()

    mail = OutboxMail.objects.get(key="coeditor.invited", person=nora)
    (path,) = re.findall(r"/coediting/\S+", mail.text)
    context = chromium.new_context(locale="en-GB")
    hers = context.new_page()
    sign_in(hers, live_server.url, nora)
    hers.goto(live_server.url)
    expect(hers.get_by_role("link", name=re.compile("Answer the invitation"))).to_be_visible()
    hers.goto(live_server.url + path)
    hers.get_by_role("button", name="Accept and write").click()
    expect(hers.get_by_text(re.compile("You now write in this dossier"))).to_be_visible()
    hers.goto(f"{hers.url}science/")
    hers.get_by_label("Context and objectives").fill("Written by Nora.")
    wait_until(lambda: Answer.objects.filter(value="Written by Nora.").exists(), "what she wrote is kept")
    context.close()

    page.goto(f"{live_server.url}/proposals/{Dossier.objects.get().uid}/edit/science/")
    expect(page.get_by_label("Contexte et objectifs")).to_have_value("Written by Nora.")
    expect(page.get_by_text(re.compile("Modifié par Nora Neuve"))).to_be_visible()


def test_an_institute_opens_a_dossier_with_its_carrier_who_finds_it_at_home(live_server, page, chromium):
    unit = a_unit_with_everything()
    carrier = a_person(unit=unit, language="fr")
    officer = a_holder(Role.INSTITUTE_OFFICER, unit.institute)
    type(officer).objects.filter(pk=officer.pk).update(language="fr")
    call = a_permanent_or_annual_call("irl")
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/proposals/new/{call.slug}/")
    page.get_by_label("Adresse électronique du porteur").fill(carrier.email)
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_text("Son porteur en est averti")).to_be_visible()
    context = chromium.new_context(locale="fr-FR")
    theirs = context.new_page()
    sign_in(theirs, live_server.url, carrier)
    theirs.goto(live_server.url)
    theirs.get_by_role("link", name=re.compile("^Terminer")).click()
    expect(theirs.get_by_role("heading", name="Ce qui manque avant le dépôt")).to_be_visible()
    context.close()
