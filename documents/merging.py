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


class Unreadable(Exception):
    """Files that cannot be opened; `names` are those of the storage."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def merged(content: bytes, annexes: list[tuple[str, str]], storage: Any) -> bytes:
    """`content` followed by each annex (title, name in the storage). Raises Unreadable with all that cannot be read."""
    lost: list[str] = []
    with pikepdf.open(BytesIO(content)) as whole:
        places = []
        for title, name in annexes:
            places.append((title, len(whole.pages)))
            if not _put(whole, storage, name):
                lost.append(name)
        if lost:
            raise Unreadable(lost)
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, place) for title, place in places)
        kept = BytesIO()
        whole.save(kept)
        return kept.getvalue()


def can_be_read(storage: Any, name: str) -> bool:
    """Whether the file opens now."""
    with pikepdf.new() as nothing:
        return _put(nothing, storage, name)


def _put(whole: pikepdf.Pdf, storage: Any, name: str) -> bool:
    try:
        with storage.open(name, "rb") as file, pikepdf.open(BytesIO(file.read())) as annex:
            whole.pages.extend(annex.pages)
    except (OSError, pikepdf.PdfError):
        logger.exception("The annex %s could not be put into a print.", name)
        return False
    return True
