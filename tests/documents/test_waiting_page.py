"""The page that waits for a PDF, in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from documents.renderings import sweep
from instruments.registry import all_instruments
from tests.services import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_page_says_when_the_pdf_is_ready_and_gives_it(
    page: Page, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    page.goto(f"{live_server.url}/instruments/{all_instruments()[0].slug}/fact-sheet.fr.pdf")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le PDF est en préparation")
    wait_until(lambda: sweep() == 1, "the PDF is made")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le PDF est prêt")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
