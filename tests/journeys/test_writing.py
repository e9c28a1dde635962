"""Writing a dossier in the browser: saved as one types, whatever happens to the network, the session or the tab."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from proposals.models import Answer, Dossier
from tests.harness.browser import sign_in
from tests.proposals.dossiers import a_dossier
from tests.services import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dossier() -> Dossier:
    made = a_dossier()
    type(made.carrier).objects.filter(pk=made.carrier_id).update(language="fr")
    return made


def at(live_server: Any, dossier: Dossier, section: str) -> str:
    return f"{live_server.url}/proposals/{dossier.uid}/edit/{section}/"


def kept(dossier: Dossier, field: str) -> Any:
    found = Answer.objects.filter(dossier=dossier, field=field).first()
    return found.value if found else None


def is_kept(dossier: Dossier, field: str, value: Any) -> None:
    wait_until(lambda: kept(dossier, field) == value, f"{field} is kept")


def sign(page: Page) -> Any:
    """What the page says of saving, where a wide window shows it."""
    return page.locator("[data-saved]").first


def test_what_is_typed_is_saved_without_a_button_and_the_page_says_when(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    page.get_by_label("Contexte et objectifs").fill("La fosse glisse lentement 🌊.")
    is_kept(dossier, "context", "La fosse glisse lentement 🌊.")
    expect(sign(page)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))
    expect(page.locator("#div_id_context [data-count]")).to_have_text(re.compile(r"^28 signes sur 6.000$"))
    # boxes and words too, each by itself
    page.goto(at(live_server, dossier, "ethics"))
    page.get_by_label("Données personnelles").check()
    is_kept(dossier, "ethics-topics", ["personal-data"])
    page.reload()
    expect(page.get_by_label("Données personnelles")).to_be_checked()


def test_what_is_typed_before_the_script_has_come_is_saved_once_it_has(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    held = []
    page.route("**/editor*.js", lambda route: held.append(route))
    with page.expect_request("**/editor*.js"):
        page.goto(at(live_server, dossier, "science"), wait_until="commit")
    page.get_by_label("Contexte et objectifs").fill("Tapé pendant que la page arrive.")
    held.pop().continue_()
    is_kept(dossier, "context", "Tapé pendant que la page arrive.")


def test_a_text_that_could_not_leave_comes_back_with_the_tab_and_is_saved(live_server, page, context, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    context.set_offline(True)
    page.get_by_label("Contexte et objectifs").fill("Écrit dans le train.")
    expect(sign(page)).to_have_text(re.compile("Pas de réseau"))
    page.close(run_before_unload=False)
    assert kept(dossier, "context") is None
    context.set_offline(False)
    again = context.new_page()
    again.goto(at(live_server, dossier, "science"))
    expect(again.get_by_label("Contexte et objectifs")).to_have_value("Écrit dans le train.")
    expect(again.get_by_text("le voici rétabli")).to_be_visible()
    is_kept(dossier, "context", "Écrit dans le train.")
    again.reload()
    expect(again.get_by_text("le voici rétabli")).to_have_count(0)


def test_the_network_comes_back_and_the_text_leaves_by_itself(live_server, page, context, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    context.set_offline(True)
    page.get_by_label("Contexte et objectifs").fill("Sous le tunnel.")
    expect(sign(page)).to_have_text(re.compile("Pas de réseau"))
    context.set_offline(False)
    is_kept(dossier, "context", "Sous le tunnel.")
    expect(sign(page)).to_have_text(re.compile("Enregistré à"))


def test_a_session_that_ended_loses_nothing_and_goes_on_after_the_login(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    Session.objects.all().delete()
    page.get_by_label("Contexte et objectifs").fill("Le texte d’une longue réunion.")
    expect(sign(page)).to_have_text(re.compile("Votre session est terminée"))
    expect(sign(page).get_by_role("link", name="Se connecter dans un autre onglet")).to_be_visible()
    assert kept(dossier, "context") is None
    sign_in(page, live_server.url, dossier.carrier)
    is_kept(dossier, "context", "Le texte d’une longue réunion.")


def test_two_tabs_never_overwrite_each_other_and_both_texts_are_shown(live_server, page, context, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    other = second_tab(context, live_server, dossier)
    page.get_by_label("Contexte et objectifs").fill("Le premier onglet.")
    is_kept(dossier, "context", "Le premier onglet.")
    other.get_by_label("Contexte et objectifs").fill("Le second onglet.")
    expect(other.locator("#div_id_context .ci-version")).to_have_text("Le premier onglet.")
    assert kept(dossier, "context") == "Le premier onglet."
    other.get_by_role("button", name="Joindre les deux").click()
    is_kept(dossier, "context", "Le premier onglet.\n\nLe second onglet.")
    expect(other.locator(".ci-two")).to_have_count(0)
    page.get_by_label("Contexte et objectifs").fill("Encore le premier.")
    page.get_by_role("button", name="Prendre l’autre").click()
    expect(page.get_by_label("Contexte et objectifs")).to_have_value("Le premier onglet.\n\nLe second onglet.")
    assert kept(dossier, "context") == "Le premier onglet.\n\nLe second onglet."


def second_tab(context: BrowserContext, live_server: Any, dossier: Dossier) -> Page:
    other = context.new_page()
    other.goto(at(live_server, dossier, "science"))
    return other


def test_the_keyboard_alone_opens_a_section_writes_chooses_and_goes_on(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/missing/")
    link = page.get_by_role("link", name=re.compile("Titre du projet"))
    link.focus()
    page.keyboard.press("Enter")
    # the link leads into the field itself
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type("Glissements lents")
    is_kept(dossier, "title", "Glissements lents")
    page.keyboard.press("Tab")
    expect(page.locator("#id_acronym")).to_be_focused()
    page.keyboard.type("GLISS")
    page.locator("#id_other-institutes_0").focus()
    page.keyboard.press("Space")
    wait_until(lambda: len(kept(dossier, "other-institutes") or []) == 1, "the institute is kept")
    page.get_by_role("button", name=re.compile("Enregistrer, puis")).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/edit/teams/"))
    assert (kept(dossier, "title"), kept(dossier, "acronym")) == ("Glissements lents", "GLISS")


def test_a_whole_section_is_written_without_script(live_server, chromium, dossier):
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    page.locator("#id_context").fill("Sans script.")
    page.locator("#id_work-plan").fill("Deux missions.")
    page.get_by_role("button", name=re.compile("Enregistrer, puis")).click()
    expect(page).to_have_url(re.compile("/edit/young/"))
    assert (kept(dossier, "context"), kept(dossier, "work-plan")) == ("Sans script.", "Deux missions.")
    context.close()


def test_a_word_without_end_never_widens_the_page(live_server, page, dossier):
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(at(live_server, dossier, "science"))
    page.get_by_label("Contexte et objectifs").fill("x" * 3000)
    is_kept(dossier, "context", "x" * 3000)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/proposals/{dossier.uid}/preview/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# -- how long after the last key -----------------------------------------------------------------------------------

# milliseconds from the last key to the request that carries it, by the clock of the page: machine time is no part of it
PROMISED = 2_000
LEAVING = """() => {
    const send = window.fetch;
    window.left = [];
    window.fetch = (url, options) => {
        window.left.push([Date.now(), String(url)]);
        return send(url, options);
    };
}"""


@pytest.mark.parametrize(("section", "field"), [("science", "#id_context"), ("budget", "input[name^='b-cnrs-']")])
def test_what_is_typed_leaves_within_two_seconds_of_the_last_key(live_server, page, dossier, section, field):
    page.clock.install()
    sign_in(page, live_server.url, dossier.carrier)
    page.add_init_script(f"({LEAVING})()")
    page.goto(at(live_server, dossier, section))
    page.clock.pause_at("2099-01-01T12:00:00")
    place = page.locator(field).first
    for typed in "123":
        # a pause between the keys that is shorter than the wait: only the last one counts
        page.clock.run_for(300)
        place.press(typed)
    last = page.evaluate("Date.now()")
    assert page.evaluate("window.left") == [], "each key would be a request"
    page.clock.run_for(PROMISED)
    waits = [int(when) - last for when, _url in page.evaluate("window.left")]
    assert len(waits) == 1
    assert 0 < waits[0] <= PROMISED
    wait_until(lambda: kept(dossier, "context") == "123" or dossier.budget.filter(euros=123).exists(), "it is kept")
