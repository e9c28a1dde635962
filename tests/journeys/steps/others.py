"""What the others do with a dossier: co-editor, foreign partner, director, officer, Derci."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.steps.people import Player
from tests.journeys.steps.writing import send_file
from wording.formats import PARIS

ASKED = "Précisez le calendrier de la deuxième année."
ANSWERED = "La deuxième année commence par la campagne en mer."


def state_is(player: Player, label: str) -> None:
    expect(player.page.locator(".ci-head .ci-state").first).to_have_text(player.word(label))


def invite(player: Player, at: str, email: str) -> None:
    player.go(f"{at}/coeditors/")
    player.page.locator("#id_email").fill(email)
    player.press("Send the invitation")
    expect(player.page.locator("main, .ci-notes")).to_contain_text(email)


def accept(player: Player, link: str) -> None:
    player.go(link)
    player.press("Accept and write")
    player.page.wait_for_url("**/edit/")


def ask_partners(player: Player, at: str) -> None:
    """Ask every partner to confirm, from the section of the teams."""
    player.go(f"{at}/edit/teams/")
    waiting = player.page.get_by_role("button", name=player.word("Ask to confirm"))
    for left in range(waiting.count(), 0, -1):
        waiting.first.click()
        expect(waiting).to_have_count(left - 1)


def confirm_part(player: Player, link: str) -> None:
    """The partner, in English, without account: corrects the city, confirms, sends the letter where one is asked."""
    player.go(link)
    player.page.locator("#id_city").fill("Kita-Umi")
    player.press("Confirm my part")
    expect(player.page.locator(".ci-head")).to_contain_text("Confirmed")
    if player.page.locator("#id_letter").count():
        send_file(player, "#id_letter")
        expect(player.page.locator("[aria-labelledby=h-letter]")).to_contain_text("document.pdf")


def give_visa(player: Player, title: str) -> None:
    player.go("/visas/")
    player.page.get_by_role("link", name=title).click()
    player.page.locator("input[name=opinion][value=favourable]").check()
    player.press("Give the opinion")
    player.reads("Your opinion is given. The carrier and the institute are told.")


def ask_completion(player: Player, at: str, part: str) -> None:
    player.go(f"{at}/")
    player.follow("Ask for completion")
    player.page.locator(f"input[name=parts][value={part}]").check()
    player.page.locator("main textarea").fill(ASKED)
    due = (timezone.now().astimezone(PARIS) + timedelta(days=9)).replace(hour=12, minute=0)
    player.page.locator("#id_due").fill(due.strftime("%Y-%m-%dT%H:%M"))
    player.press("Ask for completion")
    player.page.wait_for_url(f"**{at}/")


def complete(player: Player, at: str, section: str, part: str) -> None:
    """Read what is asked, answer it in the part that is open, send it."""
    player.go(f"{at}/")
    expect(player.page.get_by_text(ASKED).first).to_be_visible()
    player.go(f"{at}/edit/{section}/")
    player.page.locator(f"#id_{part}").fill(ANSWERED)
    player.page.locator("button[name=next], #answers button[type=submit]").first.click()
    player.page.wait_for_url(lambda url: f"/edit/{section}/" not in url)
    player.go(f"{at}/complete/")
    player.press("Send the completion")
    player.page.wait_for_url("**/filed/")


def admit(player: Player, at: str) -> None:
    player.go(f"{at}/")
    player.follow("Declare admissible")
    player.press("Declare admissible")
    state_is(player, "Admissible")
