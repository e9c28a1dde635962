"""Papers in the browser: sent, checked while one looks, refused with the reason, replaced, taken out; the partner's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from documents import checks
from documents.links import make_link
from proposals.actions.partner_links import PURPOSE
from proposals.models import Dossier
from tests.documents import files
from tests.documents.files import a_pdf
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_complete_dossier

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PDF = "application/pdf"


@pytest.fixture
def dossier(settings: Any, tmp_path: Path) -> Dossier:
    settings.MEDIA_ROOT = tmp_path
    made = a_complete_dossier()
    made.attachments.update(removed_at=timezone.now())
    type(made.carrier).objects.filter(pk=made.carrier_id).update(language="fr")
    return made


def opened(page: Page, live_server: Any, dossier: Dossier) -> None:
    sign_in(page, live_server.url, dossier.carrier)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/edit/papers/")


def send(page: Page, paper: str, content: bytes, name: str = "lettre.pdf") -> None:
    place = page.locator(f"#div_id_{paper}")
    place.locator("input[type=file]").set_input_files({"name": name, "mimeType": PDF, "buffer": content})
    place.locator("button").click()


def test_a_letter_is_sent_checked_while_one_looks_replaced_and_taken_out(live_server, page, dossier):
    opened(page, live_server, dossier)
    shot(page, "papers-empty-1280", 1280)
    letter = page.locator("#div_id_partner-letter")
    send(page, "partner-letter", a_pdf(2), "Lettre de l’université.pdf")
    expect(letter).to_contain_text("Lettre de l’université.pdf")
    expect(letter.locator("[data-said]")).to_have_text("En cours de vérification")
    shot(page, "papers-waiting-1280", 1280)
    checks.sweep()
    expect(letter.locator("[data-said]")).to_have_text("Accepté")
    with page.expect_download() as got:
        letter.get_by_role("link", name="Télécharger").click()
    assert got.value.suggested_filename == "Lettre de l’université.pdf"
    assert Path(got.value.path()).read_bytes() == a_pdf(2)
    send(page, "partner-letter", files.with_script(), "autre.pdf")
    expect(letter).to_contain_text("autre.pdf")
    expect(letter).not_to_contain_text("Lettre de l’université.pdf")
    checks.sweep()
    expect(letter).to_contain_text("contient un programme qui s’exécute")
    expect(letter.get_by_role("link", name="Télécharger")).to_be_hidden()
    send(page, "annex", a_pdf(words="a"), "annexe.pdf")
    send(page, "annex", files.PROGRAM, "setup.pdf")
    expect(page.locator("#div_id_annex .invalid-feedback")).to_contain_text("Ce fichier est un programme")
    shot(page, "papers-refused-1280", 1280)
    shot(page, "papers-refused-360", 360)
    letter.get_by_role("link", name="Retirer").click()
    shot(page, "papers-remove-360", 360)
    page.get_by_role("button", name="Retirer").click()
    expect(page.locator("#div_id_partner-letter")).not_to_contain_text("autre.pdf")
    assert dossier.attachments.filter(removed_at=None).count() == 1


def test_a_file_that_is_too_large_is_told_before_it_leaves(live_server, page, dossier, settings):
    settings.UPLOAD_MOST_BYTES = 1_000_000
    opened(page, live_server, dossier)
    send(page, "annex", a_pdf() + b" " * 1_100_000)
    expect(page.locator("#div_id_annex .invalid-feedback")).to_contain_text("dépasse 1")
    assert not dossier.attachments.filter(removed_at=None).exists()


def test_the_partner_sends_the_letter_by_their_link(live_server, page, dossier):
    partner = dossier.partners.first()
    token = make_link(PURPOSE, partner, email="a@example.org", expires_at=timezone.now() + timedelta(days=9)).token
    page.goto(f"{live_server.url}/partner/{token}/")
    page.locator("#id_letter").set_input_files({"name": "support.pdf", "mimeType": PDF, "buffer": a_pdf()})
    page.locator("#id_letter + button").click()
    expect(page.locator("[aria-labelledby=h-letter]")).to_contain_text("support.pdf")
    sent = dossier.attachments.get(removed_at=None)
    assert (sent.partner, sent.paper, sent.file.sent_by) == (partner, "partner-letter", None)
    shot(page, "papers-partner-1280", 1280)
