"""PDF as the worker makes them: the receipt of a filing; a dossier of fifteen pages and more, its documents merged.

From the moment one is asked to the moment its file is there, by the task that sweeps what was asked, with the libraries
loaded as a worker has them. Ends with 1 when one takes longer than it may, or has fewer pages.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from benchmarks.table import Row

TURNS = 5
# quality page: receipts when idle, and a dossier of fifteen pages
RECEIPT_SECONDS, DOSSIER_SECONDS, PAGES = 2.0, 3.0, 15
ANNEX_PAGES, PARAGRAPHS = 4, 9
PARAGRAPH = "Une phrase qui dit ce que la deuxième année apporte à la première. " * 9


@dataclass(frozen=True)
class Printed:
    """One kind of PDF, made several times: the seconds of each, pages in all, pages of documents that follow."""

    seconds: list[float]
    pages: int
    annexed: int = 0


def run() -> list[Row]:
    """Two rows; the seconds that count are those of the median: a busy machine makes one of five late."""
    from documents.warming import warm
    from proposals.models import Dossier
    from proposals.pdf import key_of

    warm()
    dossier = Dossier.objects.select_related("filing").filter(filing__isnull=False).order_by("pk")[0]
    assert dossier.filing is not None
    _lengthen(dossier)
    annexed = sum(_pages(file) for file in _annexes(dossier))
    return [
        _row("a receipt as PDF", _printed("receipt", dossier.filing.code), RECEIPT_SECONDS, 1),
        _row("a dossier as PDF", _printed("dossier", key_of(dossier), annexed), DOSSIER_SECONDS, PAGES),
    ]


def _row(name: str, printed: Printed, most: float, least_pages: int) -> Row:
    median, own = statistics.median(printed.seconds), printed.pages - printed.annexed
    note = f"{median:.2f} s, {max(printed.seconds):.2f} s for the slowest of {TURNS}; {own} pages"
    if printed.annexed:
        note += f" and {printed.annexed} of documents"
    row = Row(name, str(printed.pages), milliseconds=median * 1000, reach=f"≤ {most:.0f} s", note=note)
    if median > most or own < least_pages:
        print(f"{row.name}: {note}; to reach {row.reach} with {least_pages} pages")
        raise SystemExit(1)
    return row


def _printed(kind: str, key: str, annexed: int = 0) -> Printed:
    """Asked and made, again and again."""
    from documents.enums import RenderingState
    from documents.models import Rendering
    from documents.renderings import latest
    from documents.tasks import sweep_renderings

    seconds, pages = [], 0
    for _turn in range(TURNS):
        Rendering.objects.filter(kind=kind, key=key).delete()
        began = time.monotonic()
        latest(kind, key, "fr")
        sweep_renderings()
        seconds.append(time.monotonic() - began)
        made = latest(kind, key, "fr")
        assert made.state == RenderingState.READY, (kind, made.state)
        with made.file.open("rb") as file:
            pages = _pages(file.read())
    return Printed(seconds, pages, annexed)


def _lengthen(dossier: Any) -> None:
    """Texts that fill fifteen pages, and a letter of several pages as a laboratory writes one."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.db import connection

    from documents.weasy import pdf_bytes
    from proposals.models import Filing
    from workflow.seal import seal, unseal

    content = dossier.filing.content
    texts = [slug for slug, value in content["answers"].items() if isinstance(value, str) and len(value) > 200]
    content["answers"] |= {slug: "\n\n".join([PARAGRAPH] * PARAGRAPHS) for slug in texts}
    unseal(connection, Filing._meta.db_table)
    Filing.objects.filter(pk=dossier.filing.pk).update(content=content)
    seal(connection, Filing._meta.db_table)
    body = f'<p style="break-before: page">{PARAGRAPH * 3}</p>' * (ANNEX_PAGES - 1)
    letter = pdf_bytes(f'<html lang="fr"><title>Lettre</title><h1>Lettre</h1>{body}')
    for attachment in dossier.attachments.select_related("file"):
        attachment.file.file = default_storage.save("files/letter.pdf", ContentFile(letter))
        attachment.file.save(update_fields=["file"])


def _annexes(dossier: Any) -> list[bytes]:
    """The documents that follow the pages, as they are kept."""
    from django.core.files.storage import default_storage

    from documents.pdf import document
    from proposals.pdf import key_of

    found = []
    for _title, name in document("dossier").annexes(key_of(dossier), "fr"):
        with default_storage.open(name, "rb") as file:
            found.append(file.read())
    return found


def _pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)
