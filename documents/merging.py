"""Putting accepted PDF files after the pages of a print. Imported by the worker alone.

The pages keep their tags, language, title and bookmarks; each file gets a bookmark of its own, and the links inside it
lead where they led. What the house did not write cannot be made accessible by it: scans and pages without tags stay
what they are, tags of such a file are left out (their numbers are those of other pages here), and a print followed by
documents no longer declares itself PDF/UA. The first pages say which documents follow, and whose they are.
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
        if places:
            _declare_no_more(whole)
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
            _untie(annex)
            whole.add_pages_from(annex, outlines="ignore")
    except (OSError, pikepdf.PdfError):
        logger.exception("The annex %s could not be put into a print.", name)
        return False
    return True


def _untie(annex: pikepdf.Pdf) -> None:
    """Take out the numbers under which its pages and notes are found in its own tags: here they name other places."""
    for page in annex.pages:
        for part in (page.obj, *page.obj.get("/Annots", ())):
            for number in ("/StructParents", "/StructParent"):
                if number in part:
                    del part[number]


def _declare_no_more(whole: pikepdf.Pdf) -> None:
    """What the whole file no longer is: PDF/UA is said of every page, and the house has not written all of them."""
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if "pdfuaid:part" in metadata:
            del metadata["pdfuaid:part"]
