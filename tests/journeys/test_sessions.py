"""A session in the browser: two screens agree within two seconds, whoever is out sees it, a vote, a conclusion."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Response, expect

from directory.models import Person
from directory.standing import standing_of
from evaluation.actions import sitting, voting
from tests.evaluation.seatings import Sat, a_reviewed_dossier, a_session
from tests.factories import a_person
from tests.harness.browser import shot, sign_in
from workflow.engine import perform

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# milliseconds within which two screens of one session show the same (product page §5)
AGREED = 2000
SCRIPT = Path(__file__).resolve().parent.parent.parent / "static" / "js" / "session.js"


def _session() -> tuple[Sat, Person]:
    first = a_reviewed_dossier()
    second = a_reviewed_dossier(carrier=a_person(unit=first.unit), call=first.call)
    sat = a_session(first, second)
    sitting.note_presence(
        sat.session, sat.session.seats.values_list("pk", flat=True), at=timezone.now(), by=sat.officer
    )
    perform(sat.session, "open", by=sat.officer)
    return sat, Person.objects.get(pk=sat.officer.person_id)


def _room(sat: Sat, base: str) -> str:
    return f"{base}{sat.session.get_absolute_url()}"


class Questions:
    """What the page of a session asks, in turn, and what it is answered (200: something changed; 204: nothing did)."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.answers = page, list[Request](), list[int]()
        self.pulse = str(page.locator("[data-pulse]").get_attribute("data-pulse"))
        page.on("request", self._request)
        page.on("response", self._response)

    def brings(self, act: Callable[[], object], text: str) -> None:
        """What is done shows; the first question asked afterwards brought it, or one that was on its way."""
        self._hear()
        first = len(self.answers)
        act()
        self._hear()
        next_one = len(self.asked)
        expect(self.page.locator("#live-now")).to_contain_text(text)
        # once: a page that passed over the answer would be given it again
        assert self.answers[first : next_one + 1].count(200) == self.answers[first:].count(200) == 1

    def _hear(self) -> None:
        """Whatever the browser has told so far is known here once it answers something."""
        self.page.evaluate("0")

    def _request(self, request: Request) -> None:
        if request.url.endswith(self.pulse):
            self.asked.append(request)

    def _response(self, answer: Response) -> None:
        if answer.request in self.asked:
            self.answers.append(answer.status)


def test_the_page_of_a_session_asks_often_enough_for_two_screens_to_agree() -> None:
    (every,) = re.findall(r"^const EVERY = (\d+);", SCRIPT.read_text(), re.MULTILINE)
    assert int(every) <= AGREED - 500


def test_two_screens_of_a_session_agree_at_the_next_question(page: Page, live_server: Any) -> None:
    sat, _officer = _session()
    reference, out = sat.items[0].dossier.reference, sat.members[1]
    sign_in(page, live_server.url, sat.members[2])
    page.goto(_room(sat, live_server.url))
    questions = Questions(page)
    expect(page.locator("#live-now")).not_to_contain_text(reference)
    questions.brings(
        lambda: sitting.call_dossier(sat.session, sat.items[0], at=timezone.now(), by=sat.officer), reference
    )
    questions.brings(
        lambda: voting.recuse(sat.item(), person=out, ground="kinship", at=timezone.now(), by=sat.officer), str(out)
    )
    shot(page, "session-live", width=1280)
    shot(page, "session-live-360", width=360)


def test_somebody_put_out_on_the_page_of_the_dossier_is_led_out_of_it(page: Page, live_server: Any) -> None:
    sat, _officer = _session()
    sitting.call_dossier(sat.session, sat.items[0], at=timezone.now(), by=sat.officer)
    sign_in(page, live_server.url, sat.members[1])
    page.goto(f"{_room(sat, live_server.url)}dossiers/{sat.items[0].uid}/")
    expect(page.locator("#h-dossier")).to_be_visible()
    voting.recuse(sat.item(), person=sat.members[1], ground="kinship", at=timezone.now(), by=sat.officer)
    expect(page).to_have_url(_room(sat, live_server.url))
    expect(page.locator("main")).not_to_contain_text(sat.items[0].dossier.reference)
    shot(page, "session-out")


def test_a_vote_is_held_and_a_dossier_concluded(page: Page, live_server: Any) -> None:
    sat, officer = _session()
    sign_in(page, live_server.url, officer)
    page.goto(_room(sat, live_server.url))
    page.locator(f"#call-{sat.items[0].pk}").click()
    page.locator("#id_synthesis").fill("Un projet que le comité soutient.")
    expect(page.locator("[data-saved]")).not_to_be_empty()
    page.get_by_text("Mettre une question aux voix").click()
    page.locator("#id_vote-question").fill("Soutenir ce projet ?")
    page.get_by_role("button", name="Ouvrir le vote").click()
    voting.vote(sat.item().ballots.select_related("item__session").get(), choice="for", at=timezone.now(),
                by=_standing(sat.members[1]))  # fmt: skip
    expect(page.locator("#live-votes")).to_contain_text("1 voix sur 4")
    shot(page, "session-item", width=1280)
    shot(page, "session-item-360", width=360)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#close-vote").click()
    expect(page.locator("#live-votes")).to_contain_text("Pour")
    page.get_by_label("A : ", exact=False).first.check()
    page.get_by_role("button", name="Enregistrer la conclusion").click()
    expect(page.locator("#live-conclusion")).to_contain_text("Conclu")


def _standing(person: Person) -> Any:
    return standing_of(person)


def test_the_pages_of_preparation_look_right(page: Page, live_server: Any) -> None:
    first = a_reviewed_dossier()
    second = a_reviewed_dossier(carrier=a_person(unit=first.unit), call=first.call)
    sat = a_session(first, second)
    voting.recuse(sat.item(), person=sat.members[3], ground="kinship", at=timezone.now(), by=sat.officer)
    sign_in(page, live_server.url, Person.objects.get(pk=sat.officer.person_id))
    for name in ("", "agenda/", "seats/", "interests/", "edit/"):
        page.goto(f"{_room(sat, live_server.url)}{name}")
        expect(page.locator("h1")).to_be_visible()
        shot(page, f"session-prepare-{name.strip('/') or 'home'}", width=1280)
        shot(page, f"session-prepare-{name.strip('/') or 'home'}-360", width=360)
