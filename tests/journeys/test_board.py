"""An officer at the board, in the browser: filters, keeps the view, admits two at once, undoes one."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions import visas
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion
from proposals.models import Dossier
from tests.factories import a_holder, a_person, an_institute
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_filed_dossier, a_permanent_or_annual_call, a_unit_with_everything, the_director
from workflow.history import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer():
    """The officer of an institute with three filed dossiers, two of them with Japan and with the director's opinion."""
    institute = an_institute()
    unit, call = a_unit_with_everything(institute=institute), a_permanent_or_annual_call("iea")
    for country in ("JP", "JP", "BR"):
        dossier = a_filed_dossier(call=call, carrier=a_person(unit=unit), partner_country=country)
        if country == "JP":
            visas.give_visa(dossier.visas.get(), opinion=VisaOpinion.FAVOURABLE, at=timezone.now(),
                            by=the_director(dossier))  # fmt: skip
    return a_holder(Role.INSTITUTE_OFFICER, institute)


def test_filter_keep_the_view_admit_two_undo_one(page, live_server, officer):
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/triage/")
    expect(page.locator(".ci-board tbody tr")).to_have_count(3)

    page.get_by_label("Pays partenaire").select_option("JP")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".ci-board tbody tr")).to_have_count(2)
    expect(page.get_by_role("link", name="Pays partenaire : Japon")).to_be_visible()

    page.get_by_role("link", name="Garder cette vue").click()
    page.get_by_label("Nom de la vue").fill("Japon, à trier")
    page.get_by_role("button", name="Garder la vue").click()
    expect(page.get_by_role("link", name="Japon, à trier")).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(r"/triage/\?country=JP$"))
    shot(page, "board")
    shot(page, "board-360", width=360)

    page.get_by_role("button", name="Cocher toute la page").click()
    expect(page.locator(".ci-bulk [role=status]")).to_have_text("2 dossiers cochés")
    page.get_by_role("button", name="Prévisualiser l’acte").click()
    expect(page.get_by_text("2 dossiers seront changés.")).to_be_visible()
    shot(page, "board-preview")
    page.get_by_role("button", name="Déclarer recevable").click()
    expect(page.get_by_text("Fait pour 2 dossiers.")).to_be_visible()

    followed, taken_back = Dossier.objects.filter(state=S.ADMISSIBLE).order_by("pk")
    record(followed, "inform", by=standing_of(officer))
    page.get_by_role("button", name="Annuler cet acte").click()
    expect(page.get_by_text("1 dossier est revenu comme avant.")).to_be_visible()
    shot(page, "board-undone")
    followed.refresh_from_db()
    taken_back.refresh_from_db()
    assert (followed.state, taken_back.state) == (S.ADMISSIBLE, S.FILED)


def test_the_board_works_without_script(chromium, live_server, officer):
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    try:
        page = context.new_page()
        sign_in(page, live_server.url, officer)
        page.goto(f"{live_server.url}/triage/?country=JP")
        for box in page.locator(".ci-board input[name=dossier]").all():
            box.check()
        page.get_by_role("button", name="Prévisualiser l’acte").click()
        page.get_by_role("button", name="Déclarer recevable").click()
        expect(page.get_by_text("Fait pour 2 dossiers.")).to_be_visible()
    finally:
        context.close()
