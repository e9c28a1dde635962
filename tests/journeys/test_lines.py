"""Lines of a dossier in the browser: the budget's live sums and bounds; the partner by their link, in English."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from documents.models import SignedLink
from proposals.models import BudgetCell, Dossier, Partner
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_complete_dossier
from tests.services import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dossier() -> Dossier:
    made = a_complete_dossier()
    type(made.carrier).objects.filter(pk=made.carrier_id).update(language="fr")
    return made


def kept(dossier: Dossier) -> dict[str, str]:
    return {f"{cell.source}-{cell.line}-{cell.year}": str(cell.euros) for cell in dossier.budget.all()}


def test_the_budget_sums_as_one_types_says_its_bound_and_keeps_each_cell(live_server, page, dossier):
    BudgetCell.objects.all().delete()
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/edit/budget/")
    lines = [line.slug for line in dossier.rules.spending.lines]
    first = page.locator(f"#b-cnrs-{lines[0]}-1")
    said, cnrs = page.locator("[data-sum]"), page.locator("tbody[data-source=cnrs]")
    first.fill("1 234,56")
    expect(cnrs.locator("[data-row-total]").first).to_have_text(re.compile(r"^1.234,56.€$"))
    expect(said).to_have_text(re.compile(r"il manque 8.765,44.€"))
    first.fill("7 300")
    page.locator(f"#b-cnrs-{lines[1]}-2").fill("7 300")
    page.locator(f"#b-foreign-{lines[1]}-2").fill("1500")
    expect(said).to_have_text(re.compile(r"14.600.€.*retirez au moins 600.€"))
    expect(cnrs.locator("[data-source-total]")).to_have_class(re.compile("is-over"))
    expect(cnrs.locator("[data-source-total]")).to_contain_text("(hors des bornes)")
    expect(cnrs.locator("[data-year-total='2']")).to_have_text(re.compile(r"^7.300.€$"))
    expect(page.locator("[data-all-year='2']")).to_have_text(re.compile(r"^8.800.€$"))
    expect(page.locator("[data-all]")).to_have_text(re.compile(r"^16.100.€$"))
    shot(page, "lines-budget-over-1280", 1280)
    shot(page, "lines-budget-over-360", 360)
    first.fill("douze")
    page.locator(f"#b-cnrs-{lines[2]}-1").fill("6 700")
    expect(first).to_have_class(re.compile("is-invalid"))
    expect(said).to_have_class(re.compile("ci-bounds--ok"))
    everything = {f"cnrs-{lines[0]}-1": "7300.00", f"cnrs-{lines[1]}-2": "7300.00", f"foreign-{lines[1]}-2": "1500.00",
                  f"cnrs-{lines[2]}-1": "6700.00"}  # fmt: skip
    wait_until(lambda: kept(dossier) == everything, "each cell is kept")
    # what could not be kept comes back in this browser; what is kept, in every other
    page.reload()
    expect(first).to_have_value("douze")
    first.fill("7 300")
    expect(first).not_to_have_class(re.compile("is-invalid"))
    page.reload()
    expect(first).to_have_value(re.compile(r"^7.300$"))


def test_the_partner_confirms_corrects_and_denies_by_the_link_in_english(live_server, page, chromium, dossier):
    Partner.objects.filter(dossier=dossier).update(word="not-asked")
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/edit/teams/")
    shot(page, "lines-teams-1280", 1280)
    shot(page, "lines-teams-360", 360)
    page.get_by_role("button", name=re.compile("Demander")).click()
    wait_until(lambda: SignedLink.objects.exists(), "the link is made")
    link = SignedLink.objects.get()
    abroad = chromium.new_context(locale="ja-JP").new_page()
    abroad.goto(f"{live_server.url}/partner/{link.token}/")
    expect(abroad.get_by_role("heading", name="Your part", exact=True)).to_be_visible()
    shot(abroad, "lines-partner-1280", 1280)
    shot(abroad, "lines-partner-360", 360)
    abroad.get_by_label("City").fill("Sendai")
    abroad.get_by_role("button", name="Confirm my part").click()
    expect(abroad.locator(".ci-head")).to_contain_text("Confirmed")
    expect(abroad.get_by_role("button", name="Keep my corrections")).to_be_visible()
    partner = Partner.objects.get(dossier=dossier)
    assert (partner.city, partner.word) == ("Sendai", "confirmed")
    abroad.get_by_label("A word to the carrier").fill("We have not agreed on the dates.")
    abroad.get_by_role("button", name="I am not part of this").click()
    expect(abroad.get_by_text("You said so; the carrier is told.")).to_be_visible()
    page.reload()
    expect(page.locator("#div_id_partners")).to_contain_text("We have not agreed on the dates.")
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/missing/")
    expect(page.locator("main")).to_contain_text("dit ne pas faire partie du projet")
    abroad.context.close()


def test_people_are_added_one_after_the_other_without_a_script(live_server, chromium, dossier):
    without: Any = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = without.new_page()
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/participants/new/")
    for first_name in ("Aoi", "Haruto"):
        page.get_by_label("Prénom").fill(first_name)
        page.get_by_label("Nom", exact=True).fill("Minazuki")
        page.get_by_label("Statut").select_option("postdoc")
        page.locator("button[name=another]").click()
    shot(page, "lines-person-360", 360)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/partners/new/")
    page.locator("form.ci-form button.btn-primary").click()
    shot(page, "lines-partner-form-1280", 1280)
    assert sorted(one.first_name for one in dossier.participants.all()) == ["Aoi", "Haruto", "Nora"]
    without.close()
