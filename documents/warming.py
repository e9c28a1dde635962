"""Making the printer ready when a worker starts: the first PDF of the day is drawn as fast as the others."""

from __future__ import annotations

import logging
from threading import Thread

from django.db import connections

logger = logging.getLogger(__name__)
# every face of the style sheet, so that each font file is read; `lang` because an accessible file must name it
PAGE = (
    '<!doctype html><html lang="fr"><title>–</title><link rel="stylesheet" href="/css/print.css">'
    "<h1>Œuvre</h1><p>Été <em>à venir</em> <strong>ł</strong> <strong><em>ł</em></strong></p></html>"
)


def warm() -> bool:
    """Load the renderer and the fonts by drawing a page for nobody. False when this machine cannot draw."""
    try:
        from documents.weasy import pdf_bytes

        pdf_bytes(PAGE)
    except Exception as error:  # a worker that cannot print still sends mails and moves calls
        logger.warning("PDF files cannot be made here: %s", error)
        return False
    return True


def start() -> None:
    """Warm the printer; once it can draw, what failed for want of it is asked again."""
    try:
        if warm():
            # models are not ready yet when the module of the worker is read
            from documents.renderings import take_back

            take_back()
    finally:
        connections.close_all()


def warm_aside() -> None:
    """The same while the worker already works: it takes seconds, and a PDF asked meanwhile waits for its end."""
    Thread(target=start, name="warm the printer", daemon=True).start()
