"""Pages of calls as different people read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from directory.enums import Role
from directory.standing import standing_of
from instruments.actions.amendments import postpone_closing
from instruments.enums import CallState
from instruments.models import Call
from instruments.views.calls import PAST_SHOWN
from tests.factories import a_holder, a_person
from tests.harness.browser import shot
from tests.instruments.calls import CLOSES, OPENS, a_call_open_now, a_draft, an_announced_call

pytestmark = [pytest.mark.django_db]
ZONES = [("Asia/Tokyo", True), ("America/Cayenne", True), ("Europe/Paris", False), ("Europe/Berlin", False)]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(("zone", "differs"), ZONES)
def test_the_closing_is_said_in_paris_time_in_words_and_in_the_time_of_who_reads(zone, differs):
    call = an_announced_call()
    client = Client()
    client.force_login(a_person(time_zone=zone), backend="django.contrib.auth.backends.ModelBackend")
    page = plain(client.get(f"/calls/{call.slug}/").text)
    assert "jeudi 30 septembre 2027 à 16 h 00, heure de Paris" in page
    assert ("à Tokyo, le même jour à 23 h 00" in page) == (zone == "Asia/Tokyo")
    assert bool(re.search(r"<small>à \w+, (le|la)", page)) == differs


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("zone", "differs"), ZONES)
def test_the_public_sees_the_closing_on_its_own_clock(zone, differs, chromium: Browser, live_server):
    call = a_call_open_now(timezone.now())
    context = chromium.new_context(locale="fr-FR", timezone_id=zone)
    page = context.new_page()
    page.goto(f"{live_server.url}/calls/{call.slug}/")
    words = page.get_by_text("À votre horloge")
    expect(words).to_have_count(1 if differs else 0)
    shot(page, f"call-{zone.replace('/', '-')}", 360)
    context.close()


def test_what_changed_since_the_announcement_is_read_by_everybody_in_their_language():
    by = standing_of(a_holder(Role.DERCI_OFFICER))
    call = an_announced_call(by)
    later = datetime(2027, 10, 7, 14, tzinfo=UTC)
    postpone_closing(call, closes=later, reason_fr="Panne du réseau", reason_en="Network outage", at=OPENS, by=by)
    french = plain(Client().get(f"/calls/{call.slug}/", headers={"accept-language": "fr"}).text)
    english = Client().get(f"/calls/{call.slug}/", headers={"accept-language": "en"}).text
    assert "Clôture repoussée du jeudi 30 septembre 2027 à 16 h 00, heure de Paris au jeudi 7 octobre" in french
    assert "Panne du réseau" in french
    assert "Network outage" in english
    assert "Panne du réseau" not in english


def test_nothing_of_a_draft_shows_to_anybody_else():
    call = an_announced_call()
    listed = Client().get("/calls/").text
    a_draft(title_fr="Secret encore", title_en="Still secret")
    assert Client().get("/calls/").text.count("ci-waits") == listed.count("ci-waits")
    for address in ("/", "/calls/", f"/instruments/{call.instrument_slug}/"):
        assert "Secret encore" not in Client().get(address, headers={"accept-language": "fr"}).text
    assert Client().get("/calls/iea-2028-2/").status_code == 404


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "**gras**\n\n- un\n- deux",
    ],
)
def test_the_text_of_a_call_never_runs(written):
    call = an_announced_call(text_fr=written, text_en="x")
    page = Client().get(f"/calls/{call.slug}/", headers={"accept-language": "fr"}).text
    body = page.split('class="ci-prose"')[1].split("</section>")[0]
    assert "<script" not in body
    assert "<img" not in body
    assert 'href="javascript' not in body
    assert ("<strong>gras</strong>" in body) == written.startswith("**")


def test_a_call_closes_at_its_very_second():
    call = an_announced_call()
    for instant, word in ((CLOSES.replace(hour=13, minute=59, second=59), "Ouvert"), (CLOSES, "Clos")):
        with time_machine.travel(instant, tick=False):
            page = Client().get(f"/calls/{call.slug}/", headers={"accept-language": "fr"}).text
        assert re.search(rf"ci-state--\w+\">{word}<", page)


def test_calls_long_closed_are_on_later_pages(client: Client) -> None:
    now = timezone.now()
    for number in range(PAST_SHOWN + 1):
        call = an_announced_call(at=now, opens=now + timedelta(days=9), closes=now + timedelta(days=30),
                                 title_fr=f"Appel numéro {number:02}.")  # fmt: skip
        days = timedelta(days=100 + number)
        Call.objects.filter(pk=call.pk).update(opens=now - 2 * days, closes=now - days, state=CallState.CLOSED)
    first = client.get("/calls/").content.decode()
    second = client.get("/calls/?page=2").content.decode()
    assert "Appel numéro 00." in first
    assert 'href="?page=2#h-past"' in first
    assert f"Appel numéro {PAST_SHOWN:02}." not in first
    assert f"Appel numéro {PAST_SHOWN:02}." in second
    assert "Appel numéro 00." not in second
    assert client.get("/calls/?page=x").status_code == 200
