"""What people do with a dossier from « admissible » to the published results: reviewers, officer, chair, deciders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.steps.people import Player
from wording.formats import PARIS

WHOLE = "Un projet clair, porté par deux équipes qui se complètent."
TITLE = "Fonds marins"


def says(player: Player, source: str) -> None:
    """The house says that it is done."""
    expect(player.page.get_by_text(player.word(source)).first).to_be_visible()


def act(player: Player, address: str, source: str, reason: str = "") -> None:
    """An act of the life cycle, from the page that offers it to its own page and back."""
    player.go(address)
    player.follow(source)
    if reason:
        player.page.locator("main textarea").first.fill(reason)
    player.press(source)
    player.page.wait_for_url(lambda url: "/acts/" not in url)


def invite(player: Player, at: str, names: list[str]) -> None:
    player.go(f"{at}/reviewers/")
    for name in names:
        player.page.get_by_label(player.word("Invite %(name)s") % {"name": name}).check()
    player.press("Invite those ticked")
    player.page.wait_for_url(f"**{at}/")
    for name in names:
        expect(player.page.locator("[aria-labelledby=h-reviews]")).to_contain_text(name)


def assign(player: Player, work: Callable[[], object], names: list[str]) -> None:
    """Everybody at once: computed by the worker while the page is watched, read, sent, and seen in hand."""
    player.go("/assignments/")
    player.page.locator("[aria-labelledby=h-places] a").first.click()
    player.press("Compute a proposal")
    expect(player.page.locator("#progress")).to_be_visible()
    work()
    # the page that was watched shows the proposal by itself
    send = player.page.locator("form[action$='/do/apply/'] button")
    expect(send).to_be_visible()
    for name in names:
        expect(player.page.locator("main")).to_contain_text(name)
    player.seen("assignment")
    send.click()
    expect(player.page.locator("#progress")).to_be_visible()
    work()
    expect(player.page.locator("form[action$='/do/undo/'] button")).to_be_visible()


def write_review(player: Player, address: str, mark: str = "4.0") -> None:
    """No interest, every criterion judged, the whole in words, filed; the others' reviews are not there before."""
    player.go(address)
    player.page.locator("input[name=level][value=none]").check()
    player.press("Declare and answer")
    expect(player.page.locator("#h-sheet")).to_be_visible()
    for question in player.page.locator("fieldset[data-question^=mark-]").all():
        wanted = question.locator(f"input[value='{mark}']")
        (wanted if wanted.count() else question.locator("input[type=radio]").first).check()
    player.page.locator("#id_comment").fill(WHOLE)
    expect(player.page.locator("[data-saved]")).to_contain_text(player.word("Saved at %(time)s").split("%")[0].strip())
    player.press("File the review")
    says(player, "Your review is filed. Thank you.")


def draw_up(player: Player) -> str:
    """The officer draws up the list. Returns its path."""
    player.go("/rankings/")
    player.press("Draw up the ranking")
    player.page.wait_for_url("**/rankings/*-*/")
    expect(player.page.locator(".ci-rank")).to_contain_text(TITLE)
    return player.page.url.removeprefix(player.base)


def place_cut(player: Player, ranking: str) -> None:
    """Whoever decides cuts the list by hand."""
    player.go(ranking)
    player.page.locator("#cut").fill("1")
    player.press("Move the cut")
    expect(player.page.locator(".is-cut")).to_be_visible()


def arbitrate(player: Player) -> None:
    """The directorate cuts within an amount, reads the cost, closes: the publication is prepared."""
    player.go("/rankings/")
    player.page.locator("main a[href^='/arbitration/']").click()
    player.page.locator("main input[name=euros]").fill("14 000")
    player.press("Place the cut")
    expect(player.page.locator(".is-cut")).to_be_visible()
    player.page.get_by_role("button", name=player.word("Close the arbitration")).click()
    player.page.wait_for_url("**/results/**")


def sign_results(player: Player) -> None:
    """Who is in office reads the letter, then signs: at once, no hour being chosen."""
    player.go("/results/")
    player.page.locator("main tbody a").first.click()
    player.page.locator("main tbody a[href^='/decisions/']").click()
    for language in ("fr", "en"):
        expect(player.page.locator(f".ci-letter[lang={language}]")).to_contain_text(TITLE)
    player.page.go_back()
    player.press("Sign these decisions")
    says(player, "Signed. The results leave together at the hour chosen.")


def record_college(player: Player, euros: str) -> None:
    player.go("/college/")
    player.page.get_by_role("link", name=TITLE).click()
    player.page.locator("input[name=outcome][value=selected], option[value=selected]").first.check()
    player.page.locator("[name=amount]").fill(euros)
    player.press("Record the decision")
    player.page.wait_for_url("**/results/**")


# -- a section ----------------------------------------------------------------------------------------
def prepare_session(player: Player, section: str) -> str:
    """The officer asks a section; its people in office sit. The dossier is put on the agenda. Returns its path."""
    player.go("/sessions/new/")
    player.page.locator("input[name=kind][value=section]").check()
    player.page.locator("#id_section").select_option(label=section)
    player.page.locator("#id_title").fill("Session d’automne")
    begins = (timezone.now().astimezone(PARIS) + timedelta(days=9)).replace(hour=14, minute=0)
    player.page.locator("#id_starts_at").fill(begins.strftime("%Y-%m-%dT%H:%M"))
    player.page.locator("#id_quorum").fill("2")
    player.page.locator("main form button[type=submit]").last.click()
    player.page.wait_for_url(lambda url: "/new/" not in url)
    path = "/".join(player.page.url.removeprefix(player.base).split("/")[:3]) + "/"
    player.go(f"{path}agenda/")
    player.page.locator("input[name=dossier]").check()
    player.press("Put on the agenda")
    expect(player.page.locator(".ci-agenda")).to_contain_text(TITLE)
    return path


def declare(player: Player, session: str) -> None:
    player.go(f"{session}declarations/")
    player.page.locator("input[name$=level][value=none]").check()
    player.press("Keep my declarations")
    player.page.wait_for_url(lambda url: "/declarations/" not in url)


def hold_session(player: Player, session: str) -> None:
    """The chair: who is there, the dossier called, the synthesis, the opinion, the minutes signed."""
    player.go(session)
    for seat in player.page.locator("input[name=present]").all():
        seat.check()
    player.press("Note who is present")
    act(player, session, "Open the session")
    player.page.locator("[id^=call-]:not(#call-none)").first.click()
    player.page.locator("#id_synthesis").fill("La section soutient ce laboratoire.")
    expect(player.page.locator("[data-saved]")).to_contain_text(player.word("Saved at %(time)s").split("%")[0].strip())
    player.page.locator("input[name=opinion][value=favourable]").check()
    player.press("Record the conclusion")
    expect(player.page.locator("#live-conclusion")).to_contain_text(player.word("Concluded"))
    act(player, session, "Close the session")
    player.go(session)
    player.follow("Sign the minutes")
    player.press("Sign the minutes")
    expect(player.page.locator(".ci-head")).to_contain_text(player.word("Minutes signed"))
