"""A whole filing by the keyboard alone, from the home page to the receipt; where one is always shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from documents import checks
from instruments.spec import FieldKind, FormField
from proposals.actions.writing import STRUCTURED
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.documents.files import a_pdf
from tests.factories import a_person
from tests.journeys.steps.keys import Keyboard
from tests.journeys.steps.people import Stage
from tests.journeys.steps.writing import WORDS
from tests.proposals.dossiers import a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "form.ci-form button.btn-primary"
TYPED = {FieldKind.LINE: "Fonds marins", FieldKind.TEXT: WORDS, FieldKind.KEYWORDS: "océan, abysses",
         FieldKind.NUMBER: "3"}  # fmt: skip
LETTER = {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}


def test_a_dossier_is_written_and_filed_without_a_mouse(
    settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(chromium, live_server.url, mailbox, "fr")
    carrier = a_person(unit=a_unit_with_everything(), language="fr")
    call = a_permanent_or_annual_call("iea")
    with stage.playing(carrier) as hers:
        keys = Keyboard(hers.page)
        hers.go("/")
        keys.follows('header a[href="/proposals/"]')
        keys.follows('main a[href^="/proposals/new/"]')
        keys.follows(f'main a[href$="/proposals/new/{call.slug}/"]')
        keys.follows("main button[type=submit]")
        hers.page.wait_for_url(re.compile(r"/proposals/[0-9a-f-]{36}/edit/"))
        keys.follows("button[name=next]")
        for section in call.rules.sections:
            expect(hers.page).to_have_url(re.compile(f"/edit/{section.slug}/"))
            for asked in section.fields:
                answers(keys, asked, call.rules)
            keys.follows("button[name=next]")
        expect(hers.page).to_have_url(re.compile("/edit/papers/"))
        keys.sends("#id_partner-letter", LETTER)
        keys.to("#div_id_partner-letter button")
        hers.page.keyboard.press("Enter")
        expect(hers.page.locator("#div_id_partner-letter")).to_contain_text("lettre.pdf")
        checks.sweep()
        keys.follows('main a.btn-primary[href$="/preview/"]')
        keys.follows('main a[href$="/submit/"]')
        keys.follows("main form .btn-primary")
        hers.reads("Your dossier is filed")
        filed = Dossier.objects.select_related("filing").get()
        expect(hers.page.get_by_text(filed.filing.code)).to_be_visible()
        hers.seen("keyboard-filed")
    assert filed.state == S.FILED
    assert filed.filing.content["answers"]["title"] == "Fonds marins"
    # a way in and out of everything, and no more presses than a person would bear
    assert keys.stops < 1200


def answers(keys: Keyboard, asked: FormField, rules: Any) -> None:
    """One question, by its own control."""
    if asked.kind in TYPED:
        keys.types(f"#id_{asked.slug}", TYPED[asked.kind][: asked.limit or 4000])
    elif asked.kind is FieldKind.DATE:
        keys.writes_day(f"#id_{asked.slug}", "05/05/2029")
    elif asked.kind in LINES:
        LINES[asked.kind](keys, rules)
    elif asked.kind not in STRUCTURED and keys.page.locator(f"#div_id_{asked.slug} .form-check-input").count():
        keys.ticks(f"#div_id_{asked.slug} .form-check-input", folded_in=f"#div_id_{asked.slug} summary")


def adds_a_partner(keys: Keyboard, _rules: Any) -> None:
    keys.follows('a[href$="/partners/new/"]')
    for name, typed in (
        ("institution", "Université de Kita-Umi"), ("laboratory", "Laboratoire des abysses"), ("city", "Sendai"),
        ("country", "Japon"), ("lead_first_name", "Akiko"), ("lead_last_name", "Moriyama"),
        ("lead_email", "akiko@example.org"),
    ):  # fmt: skip
        keys.types(f"#id_{name}", typed)
    keys.follows(KEPT)


def adds_somebody(keys: Keyboard, _rules: Any) -> None:
    keys.follows('a[href$="/participants/new/"]')
    for name, typed in (("first_name", "Haruto"), ("last_name", "Minazuki"), ("status", "Post")):
        keys.types(f"#id_{name}", typed)
    keys.follows(KEPT)


def adds_a_publication(keys: Keyboard, _rules: Any) -> None:
    keys.follows('a[href$="/publications/new/"]')
    keys.types("#id_doi", "10.1000/182")
    keys.types("#id_title", "Une publication commune")
    keys.follows(KEPT)


def writes_the_budget(keys: Keyboard, rules: Any) -> None:
    keys.types(f"#b-cnrs-{rules.spending.lines[0].slug}-1", str(rules.credits.minimum))
    keys.to("button[form=budget]")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("[data-sum]")).to_have_class(re.compile("ci-bounds--ok"))


LINES = {
    FieldKind.PARTNERS: adds_a_partner, FieldKind.PEOPLE: adds_somebody, FieldKind.PUBLICATIONS: adds_a_publication,
    FieldKind.BUDGET: writes_the_budget,
}  # fmt: skip
