"""What people do once a dossier is selected: letters, set-up, start, reports, changes, money."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from funding.models import Award, Report
from funding.report_parts import PartKind, parts
from tests.journeys.steps.people import Player

WORDS = "Deux séjours et un atelier ont fixé le protocole commun."


def submit(player: Player, report: Report, *, euros: str = "250") -> None:
    """The carrier writes every part of a report, adds a mission, and submits it."""
    at = report.get_absolute_url()
    asked = list(parts(report.kind, report.year, report.award.rules))
    if any(one.kind is PartKind.LINES for one in asked):
        player.go(f"{at}lists/mission/")
        for name, value in (("name", "Nora Neuve"), ("place", "Sendai"), ("starts_on", f"{report.due_on.year}-03-02"),
                            ("ends_on", f"{report.due_on.year}-03-09")):  # fmt: skip
            player.page.locator(f"[name={name}]").fill(value)
        player.press("Save")
        player.page.wait_for_url(lambda url: "/lists/" not in url)
        expect(player.page.locator("#list-mission")).to_contain_text("Sendai")
    player.go(at)
    for one in asked:
        if one.kind is not PartKind.LINES:
            player.page.locator(f"#id_{one.slug}").fill(WORDS if one.kind is PartKind.TEXT else euros)
    player.press("Submit the report")
    player.reads("Your report is submitted. The institute reads it now.")


def accept(player: Player, report: Report) -> None:
    """Whoever reads it accepts it, from the list of what is to be read."""
    player.go("/reports/?state=submitted")
    player.page.locator(f"main a[href='{report.get_absolute_url()}']").click()
    player.follow("Accept the report")
    player.press("Accept the report")
    player.page.wait_for_url(lambda url: "/acts/" not in url)


def pay(player: Player, award: Award, kept_in: Path) -> None:
    """Finance: the payable tranche into a batch, sent, exported, paid."""
    player.go("/finance/payable/?why=payable")
    player.page.locator("input[name=tranche]").first.check()
    player.press("Preview the batch")
    player.page.locator("[name=title]").fill("Premières tranches")
    player.press("Prepare the batch")
    player.page.wait_for_url("**/finance/batches/*-*/")
    batch = player.page.url
    player.press("Send the batch")
    with player.page.expect_download() as taken:
        player.page.locator("main a[href$='tranches.csv']").click()
    file = kept_in / "tranches.csv"
    taken.value.save_as(file)
    assert award.reference in file.read_text(encoding="utf-8-sig")
    player.page.goto(batch)
    player.page.locator("[name=accounting_reference]").fill("M-2027-01")
    player.press("Record the payment")
    expect(player.page.locator(".ci-head .ci-state").first).to_have_text("Versé")


def import_spent(player: Player, award: Award, year: int, euros: str, kept_in: Path) -> None:
    """Finance gives back what the accounts say; the rows are read, then written; the gap is read."""
    line = award.rules.spending.lines[0].slug
    file = kept_in / "depenses.csv"
    file.write_text(f"reference;annee;ligne;montant;date\n{award.reference};{year};{line};{euros};{year}-05-17\n"
                    f"X-1;{year};{line};12,50;{year}-05-17\n")  # fmt: skip
    player.go("/finance/spending/")
    player.page.locator("input[type=file]").set_input_files(file)
    player.press("Read this file")
    expect(player.page.locator("main")).to_contain_text("X-1")
    player.press("Write these rows")
    player.go(f"/finance/spending/gaps/?year={year}")
    expect(player.page.locator("main tbody")).to_contain_text(award.reference)


def ask_prolongation(player: Player, award: Award, months: str) -> None:
    """The carrier asks for more months to spend, from the page of the action."""
    player.go(award.get_absolute_url())
    player.follow("Ask for a change")
    player.page.locator("main a[href$='/changes/prolongation/']").click()
    player.page.locator("[name=months]").fill(months)
    player.page.locator("[name=reason]").fill("La campagne est reportée au printemps.")
    player.press("Ask for this change")
    player.page.wait_for_url("**/changes/*-*/")


def decide_change(player: Player, act: str) -> None:
    """Who decides on it opens the request from their list."""
    player.go("/changes/")
    player.page.locator("main tbody a").first.click()
    player.follow(act)
    player.press(act)
    player.page.wait_for_url(lambda url: "/acts/" not in url)
