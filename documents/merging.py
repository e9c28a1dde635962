"""Putting accepted PDF files after the pages of a print. Imported by the worker alone.

The pages keep their tags, language, title and bookmarks; each file gets a bookmark of its own. What the house did not
write cannot be made accessible by it: the first pages say which documents follow, and whose they are.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import pikepdf

logger = logging.getLogger(__name__)


def merged(content: bytes, annexes: list[tuple[str, str]], storage: Any) -> bytes:
    """`content` followed by each annex (title, name in the storage); one that cannot be read is left out and logged."""
    with pikepdf.open(BytesIO(content)) as whole:
        places = []
        for title, name in annexes:
            place = len(whole.pages)
            try:
                with storage.open(name, "rb") as file, pikepdf.open(BytesIO(file.read())) as annex:
                    whole.pages.extend(annex.pages)
            except (OSError, pikepdf.PdfError):
                logger.exception("The annex %s could not be put into a print.", name)
                continue
            places.append((title, place))
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, place) for title, place in places)
        kept = BytesIO()
        whole.save(kept)
        return kept.getvalue()
