"""Writing a dossier: the questions, lines and papers that its rules ask, each by its own control."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import expect

from directory.models import Person
from instruments.spec import FieldKind, FormField, FormSection, Instrument
from proposals.actions.writing import STRUCTURED
from tests.documents.files import a_pdf
from tests.journeys.steps.people import Player
from wording.formats import amount

WORDS = "Une question précise, une méthode éprouvée et un calendrier tenu par les deux équipes."
TYPED = {
    FieldKind.LINE: "Fonds marins", FieldKind.TEXT: WORDS, FieldKind.KEYWORDS: "océan, abysses",
    FieldKind.DATE: "2029-01-15", FieldKind.NUMBER: "3",
}  # fmt: skip
FIRST_EMAIL = "akiko1@example.org"


def open_dossier(player: Player, call_slug: str, carrier: Person) -> str:
    """Open a dossier in the call, from the list of one's own; name the carrier where the institute opens it."""
    player.go("/proposals/")
    player.follow("Open a dossier")
    player.page.locator(f'main a[href$="/proposals/new/{call_slug}/"]').click()
    asked = player.page.locator("#id_carrier")
    if asked.count():
        asked.fill(carrier.email)
    player.press("Open the dossier")
    player.page.wait_for_url(re.compile(r"/proposals/[0-9a-f-]{36}/"))
    found = re.search(r"/proposals/([0-9a-f-]{36})/", player.page.url)
    assert found is not None
    return f"/proposals/{found[1]}"


def write_section(player: Player, at: str, section: FormSection) -> None:
    """Answer what is typed in one section and save it."""
    player.go(f"{at}/edit/{section.slug}/")
    for asked in section.fields:
        answer(player, asked)
    save(player)


def answer(player: Player, asked: FormField) -> None:
    if asked.kind in TYPED:
        player.page.locator(f"#id_{asked.slug}").fill(TYPED[asked.kind][: asked.limit or 4000])
    elif asked.kind not in STRUCTURED:
        boxes = player.page.locator(f"#div_id_{asked.slug} .form-check-input")
        if boxes.count():
            boxes.first.check()


def save(player: Player) -> None:
    """Save the page of the editor and go to the next."""
    before = player.page.url
    player.page.locator("button[name=next]").click()
    player.page.wait_for_url(lambda url: url != before)


def keep(player: Player) -> None:
    """Keep a line, back to its section."""
    player.page.locator("form.ci-form button.btn-primary").click()
    player.page.wait_for_url(re.compile("/edit/"))


def add_partners(player: Player, at: str, rules: Instrument) -> None:
    """As many laboratories abroad as the rules ask, one at least."""
    for number in range(1, max(1, rules.partners.foreign_laboratories.minimum or 1) + 1):
        player.go(f"{at}/partners/new/")
        for name, typed in (
            ("institution", f"Université de Kita-Umi {number}"), ("laboratory", f"Laboratoire des abysses {number}"),
            ("city", "Sendai"), ("lead_first_name", "Akiko"), ("lead_last_name", "Moriyama"),
            ("lead_email", f"akiko{number}@example.org"),
        ):  # fmt: skip
            player.page.locator(f"#id_{name}").fill(typed)
        player.page.locator("#id_country").select_option("JP")
        keep(player)


def add_a_participant(player: Player, at: str) -> None:
    player.go(f"{at}/participants/new/")
    player.page.locator("#id_first_name").fill("Haruto")
    player.page.locator("#id_last_name").fill("Minazuki")
    player.page.locator("#id_status").select_option("postdoc")
    keep(player)


def add_a_publication(player: Player, at: str) -> None:
    player.go(f"{at}/publications/new/")
    player.page.locator("#id_doi").fill("https://doi.org/10.1000/182")
    player.page.locator("#id_title").fill("Une publication commune")
    keep(player)


LINES = {
    FieldKind.PARTNERS: add_partners,
    FieldKind.PEOPLE: lambda player, at, rules: add_a_participant(player, at),
    FieldKind.PUBLICATIONS: lambda player, at, rules: add_a_publication(player, at),
}


def write_lines(player: Player, at: str, rules: Instrument) -> None:
    """Partners, participants, publications and the budget, where the rules ask them."""
    for asked in rules.fields:
        if asked.kind in LINES:
            LINES[asked.kind](player, at, rules)
    write_budget(player, at, rules)


def write_budget(player: Player, at: str, rules: Instrument) -> None:
    """The least credits that the rules allow, asked in the first year, kept as soon as they are typed."""
    player.go(f"{at}/edit/budget/")
    asked = Decimal(rules.credits.minimum or 1000)
    player.page.locator(f"#b-cnrs-{rules.spending.lines[0].slug}-1").fill(str(asked))
    # the totals follow what is typed: the page that comes back once it is kept is what must be waited for
    with player.page.expect_navigation():
        player.page.locator("button[form=budget]").click()
    total = player.page.locator("tbody[data-source=cnrs] [data-source-total]")
    expect(total).to_contain_text(amount(asked, player.language))
    expect(player.page.locator("[data-sum]")).to_have_class(re.compile("ci-bounds--ok"))


def send_papers(player: Player, at: str, rules: Instrument) -> None:
    """The papers that the carrier gives; those of the partner come by their link."""
    for paper in rules.papers:
        if not paper.from_partner:
            player.go(f"{at}/edit/papers/")
            place = player.page.locator(f"#div_id_{paper.slug}")
            send_file(player, f"#id_{paper.slug}")
            expect(place).to_contain_text("document.pdf")


def send_file(player: Player, control: str) -> None:
    sent = {"name": "document.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    player.page.locator(control).set_input_files(sent)
    player.page.locator(f"{control} + button, {control} ~ button").first.click()
