"""Forms of a dossier that are sent whole (a line, the frame) and its budget, in the browser: nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from proposals.models import Cofunding, Dossier, Participant
from tests.factories import a_person, an_organisation
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_dossier
from tests.routes.proposals import share
from tests.services import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENDED = re.compile("Votre session est terminée")
BACK = re.compile("le voici rétabli")


@pytest.fixture
def dossier() -> Dossier:
    made = a_dossier()
    type(made.carrier).objects.filter(pk=made.carrier_id).update(language="fr")
    return made


def at(live_server: Any, dossier: Dossier, page: str) -> str:
    return f"{live_server.url}/proposals/{dossier.uid}/{page}"


def cell(dossier: Dossier, source: str, line: int = 0) -> str:
    return f"b-{source}-{dossier.rules.spending.lines[line].slug}-1"


def kept(dossier: Dossier) -> dict[str, int]:
    return {f"b-{one.source}-{one.line}-{one.year}": int(one.euros) for one in dossier.budget.all()}


def is_kept(dossier: Dossier, name: str, euros: int) -> None:
    wait_until(lambda: kept(dossier).get(name) == euros, f"{name} is kept")


def sign(page: Page) -> Any:
    return page.locator("[data-saved]").first


def said(page: Page) -> Any:
    return page.locator("[data-kept-sign]")


def somebody_else(chromium: Any, live_server: Any, dossier: Dossier, page: str) -> Page:
    """A co-editor with a browser of their own, on this page of the dossier."""
    other = a_person(language="fr")
    share(dossier, other)
    theirs = chromium.new_context(locale="fr-FR").new_page()
    sign_in(theirs, live_server.url, other)
    theirs.goto(at(live_server, dossier, page))
    return theirs


# -- the budget ----------------------------------------------------------------------------------------------------


def test_two_people_in_one_budget_never_write_over_each_other(live_server, page, chromium, dossier):
    mine, neighbour = cell(dossier, "cnrs"), cell(dossier, "foreign")
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "edit/budget/"))
    theirs = somebody_else(chromium, live_server, dossier, "edit/budget/")
    theirs.locator(f"#{neighbour}").fill("700")
    is_kept(dossier, neighbour, 700)
    # the answer to my cell tells what stands in the neighbour, and my sums follow
    page.locator(f"#{mine}").fill("7 300")
    is_kept(dossier, mine, 7300)
    expect(page.locator(f"#{neighbour}")).to_have_value("700")
    expect(page.get_by_text("Changé ailleurs entre-temps")).to_be_visible()
    expect(page.locator("[data-all]")).to_have_text(re.compile(r"^8.000.€$"))
    page.get_by_role("button", name="Enregistrer le budget").click()
    expect(page.get_by_text("Le budget est enregistré.")).to_be_visible()
    assert kept(dossier) == {mine: 7300, neighbour: 700}
    # the same cell: both are shown, and nothing is written until somebody has chosen
    theirs.locator(f"#{mine}").fill("5 000")
    panel = theirs.locator("[data-panel] .ci-two")
    expect(panel.locator(".ci-version")).to_have_text(re.compile(r"^7.300$"))
    expect(panel).to_contain_text("Quelqu’un d’autre a écrit dans cette case entre-temps")
    expect(theirs.locator(f"#{mine}")).to_have_value("5 000")
    shot(theirs, "budget-two-1280", 1280)
    shot(theirs, "budget-two-360", 360)
    assert kept(dossier)[mine] == 7300
    theirs.get_by_role("button", name="Garder la mienne").click()
    is_kept(dossier, mine, 5000)
    expect(sign(theirs)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))
    theirs.context.close()


def test_the_button_of_a_page_that_is_behind_leaves_what_somebody_else_wrote(live_server, page, chromium, dossier):
    mine, neighbour = cell(dossier, "cnrs"), cell(dossier, "foreign")
    theirs = somebody_else(chromium, live_server, dossier, "edit/budget/")
    theirs.locator(f"#{neighbour}").fill("200")
    is_kept(dossier, neighbour, 200)
    without = chromium.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    sign_in(without, live_server.url, dossier.carrier)
    without.goto(at(live_server, dossier, "edit/budget/"))
    theirs.locator(f"#{neighbour}").fill("700")
    is_kept(dossier, neighbour, 700)
    without.locator(f"#{mine}").fill("150")
    without.get_by_role("button", name="Enregistrer le budget").click()
    expect(without.get_by_text("Le budget est enregistré.")).to_be_visible()
    assert kept(dossier) == {mine: 150, neighbour: 700}
    for one in (without, theirs):
        one.context.close()


def test_an_amount_outlives_the_session_and_leaves_after_the_login(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "edit/budget/"))
    Session.objects.all().delete()
    page.locator(f"#{cell(dossier, 'cnrs')}").fill("1 234,56")
    expect(sign(page)).to_have_text(ENDED)
    assert kept(dossier) == {}
    again = page.context.new_page()
    sign_in(again, live_server.url, dossier.carrier)
    # the login gave this browser another token: the page that stayed open sends that one
    again.goto(at(live_server, dossier, "edit/"))
    page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": live_server.url}])
    is_kept(dossier, cell(dossier, "cnrs"), 1234)
    expect(sign(page)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))


def test_an_amount_that_could_not_leave_comes_back_with_the_tab(live_server, page, context, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "edit/budget/"))
    context.set_offline(True)
    page.locator(f"#{cell(dossier, 'cnrs')}").fill("900")
    expect(sign(page)).to_have_text(re.compile("Pas de réseau"))
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(at(live_server, dossier, "edit/budget/"))
    expect(again.locator(f"#{cell(dossier, 'cnrs')}")).to_have_value("900")
    expect(again.get_by_text(BACK)).to_be_visible()
    expect(again.locator("[data-all]")).to_have_text(re.compile(r"^900.€$"))
    is_kept(dossier, cell(dossier, "cnrs"), 900)


def test_an_amount_leaves_when_the_tab_is_hidden_without_waiting(live_server, page, dossier):
    page.clock.install()
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "edit/budget/"))
    page.clock.pause_at("2099-01-01")
    page.locator(f"#{cell(dossier, 'cnrs')}").fill("900")
    page.evaluate("""() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    is_kept(dossier, cell(dossier, "cnrs"), 900)


# -- a line, the frame -----------------------------------------------------------------------------------------------


def write_a_person(page: Page) -> None:
    page.get_by_label("Prénom").fill("Aoi")
    page.get_by_label("Nom", exact=True).fill("Minazuki")
    page.get_by_label("Statut").select_option("postdoc")
    page.get_by_label("Côté étranger").check()


def is_written(page: Page) -> None:
    expect(page.get_by_label("Prénom")).to_have_value("Aoi")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Minazuki")
    expect(page.get_by_label("Statut")).to_have_value("postdoc")
    expect(page.get_by_label("Côté étranger")).to_be_checked()


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def test_a_line_outlives_the_session_in_its_page_and_in_another(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "participants/new/"))
    write_a_person(page)
    expect(said(page)).to_have_text(re.compile("Pas encore enregistré"))
    Session.objects.all().delete()
    save(page)
    expect(said(page)).to_have_text(ENDED)
    expect(said(page).get_by_role("link", name="Se connecter dans un autre onglet")).to_be_visible()
    shot(page, "line-session-ended-1280", 1280)
    shot(page, "line-session-ended-360", 360)
    is_written(page)
    sign_in(page, live_server.url, dossier.carrier)
    # a tab that was closed, or the page that the login leads to
    again = page.context.new_page()
    again.goto(at(live_server, dossier, "participants/new/"))
    is_written(again)
    expect(said(again)).to_have_text(BACK)
    shot(again, "line-back-1280", 1280)
    shot(again, "line-back-360", 360)
    again.close()
    page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": live_server.url}])
    save(page)
    expect(page).to_have_url(re.compile("/edit/teams/"))
    person = Participant.objects.get(dossier=dossier)
    assert (person.first_name, person.last_name, person.status) == ("Aoi", "Minazuki", "postdoc")
    # what is kept is not offered again, nor what was left or forgotten on purpose
    page.goto(at(live_server, dossier, "participants/new/"))
    expect(page.get_by_label("Prénom")).to_have_value("")
    page.get_by_label("Prénom").fill("Brouillon")
    page.get_by_role("link", name="Laisser en l’état").click()
    page.goto(at(live_server, dossier, "participants/new/"))
    expect(page.get_by_label("Prénom")).to_have_value("")
    page.get_by_label("Prénom").fill("Brouillon")
    page.reload()
    page.get_by_role("button", name="L’effacer").click()
    expect(page.get_by_label("Prénom")).to_have_value("")


def test_a_line_that_cannot_leave_stays_and_several_are_added_one_after_the_other(live_server, page, context, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "cofunding/new/"))
    page.get_by_label("De qui").fill("JSPS")
    page.get_by_label("Montant").fill("douze")
    save(page)
    # refused: the page that says why, with everything in it
    expect(page.locator("#id_amount")).to_have_class(re.compile("is-invalid"))
    expect(page.get_by_label("De qui")).to_have_value("JSPS")
    page.get_by_label("Montant").fill("1 200")
    context.set_offline(True)
    another = page.get_by_role("button", name="Enregistrer et en ajouter")
    another.click()
    expect(said(page)).to_have_text(re.compile("Pas de réseau"))
    context.set_offline(False)
    another.click()
    expect(page.get_by_label("De qui")).to_have_value("")
    assert [int(one.euros) for one in Cofunding.objects.filter(dossier=dossier)] == [1200]


def test_a_partner_half_written_is_still_there_after_the_search_of_the_directory(live_server, page, dossier):
    chosen = an_organisation(name="Lakeside University")
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "partners/new/"))
    page.locator("#id_lead_last_name").fill("Mori")
    page.get_by_role("link", name=re.compile("Chercher l’établissement")).click()
    page.goto(at(live_server, dossier, f"partners/new/?organisation={chosen.pk}"))
    expect(page.locator("#id_lead_last_name")).to_have_value("Mori")
    expect(page.locator("#id_organisation")).to_have_value(re.compile("Lakeside University"))
    save(page)
    expect(page).to_have_url(re.compile("/edit/teams/"))
    partner = dossier.partners.get()
    assert (partner.organisation, partner.lead_last_name) == (chosen, "Mori")


def test_a_line_that_somebody_else_changed_meanwhile_is_shown_with_theirs(live_server, page, dossier):
    person = Participant.objects.create(dossier=dossier, side="french", first_name="Aoi", last_name="M", status="phd")
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, f"participants/{person.pk}/"))
    page.get_by_label("Rôle").fill("Le mien.")
    Participant.objects.filter(pk=person.pk).update(role="Le sien.", revision=person.revision + 1)
    # what comes back in a page opened since carries the revision that was read
    page.reload()
    expect(page.get_by_label("Rôle")).to_have_value("Le mien.")
    save(page)
    expect(page.locator("dd", has_text="Le sien.")).to_be_visible()
    expect(page.get_by_label("Rôle")).to_have_value("Le mien.")
    assert Participant.objects.get(pk=person.pk).role == "Le sien."
    save(page)
    expect(page).to_have_url(re.compile("/edit/teams/"))
    assert Participant.objects.get(pk=person.pk).role == "Le mien."


def test_the_frame_outlives_the_session(live_server, page, context: BrowserContext, dossier):
    dossier = a_dossier("irn", carrier=dossier.carrier)
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "edit/"))
    unit = page.locator("#id_unit")
    unit.fill("UMR 9999 du bout du monde")
    expect(said(page)).to_have_text(re.compile("Pas encore enregistré"))
    Session.objects.all().delete()
    save(page)
    expect(said(page)).to_have_text(ENDED)
    shot(page, "frame-session-ended-1280", 1280)
    shot(page, "frame-session-ended-360", 360)
    page.close()
    again = context.new_page()
    sign_in(again, live_server.url, dossier.carrier)
    again.goto(at(live_server, dossier, "edit/"))
    expect(again.locator("#id_unit")).to_have_value("UMR 9999 du bout du monde")
    expect(said(again)).to_have_text(BACK)
    again.locator("#id_unit").fill("")
    save(again)
    expect(again.get_by_text("Le porteur et l’unité sont enregistrés.")).to_be_visible()
    assert Dossier.objects.get(pk=dossier.pk).unit_id is None


def test_without_script_what_was_sent_after_the_session_ended_is_given_back(live_server, chromium, dossier):
    page = chromium.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "participants/new/"))
    write_a_person(page)
    Session.objects.all().delete()
    save(page)
    expect(page.get_by_label("Prénom")).to_have_value("Aoi")
    expect(page.get_by_label("Statut")).not_to_have_value("")
    shot(page, "line-ended-1280", 1280)
    shot(page, "line-ended-360", 360)
    page.context.close()
