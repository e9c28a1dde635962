"""A whole filing in a browser that runs no script: from « my dossiers » to the receipt that anybody verifies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from documents import checks
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.factories import a_person
from tests.journeys.steps import others, writing
from tests.journeys.steps.people import Stage
from tests.proposals.dossiers import a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_dossier_is_written_filed_and_verified_without_script(
    settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(chromium, live_server.url, mailbox, "fr")
    carrier = a_person(unit=a_unit_with_everything(), language="fr")
    call = a_permanent_or_annual_call("iea")
    with stage.playing(carrier, java_script_enabled=False) as hers:
        at = writing.open_dossier(hers, call.slug, carrier)
        # the button of each page leads to the next: the frame, then every section, then the papers
        writing.save(hers)
        for section in call.rules.sections:
            expect(hers.page).to_have_url(re.compile(f"/edit/{section.slug}/"))
            for asked in section.fields:
                writing.answer(hers, asked)
            writing.save(hers)
        expect(hers.page).to_have_url(re.compile("/edit/papers/"))
        writing.write_lines(hers, at, call.rules)
        others.ask_partners(hers, at)
        with stage.playing(language="en", java_script_enabled=False) as partner:
            others.confirm_part(partner, stage.link_received(writing.FIRST_EMAIL, "/partner/"))
        checks.sweep()
        hers.go(f"{at}/missing/")
        hers.follow("Reread the dossier")
        hers.seen("no-script-preview")
        hers.follow("Go on to filing")
        hers.press("File the dossier")
        hers.reads("Your dossier is filed")
        hers.seen("no-script-filed")
        filing = Dossier.objects.get().filing
        expect(hers.page.get_by_text(filing.code)).to_be_visible()
    with stage.playing(java_script_enabled=False) as anybody:
        anybody.go("/receipts/")
        anybody.page.get_by_label("Code de vérification").fill(filing.code)
        anybody.press("Check")
        expect(anybody.page.get_by_text("Cet accusé de réception est authentique")).to_be_visible()
        expect(anybody.page.get_by_text(filing.sha256)).to_be_visible()
    made = Dossier.objects.get()
    assert (made.state, made.partners.get().word) == (S.FILED, "confirmed")
