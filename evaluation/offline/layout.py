"""What the sheet taken away says: plain values for the two writers of files. Each answer stands in a row of its own.

A row begins with a code in square brackets that names the piece, then holds the answer. Whatever else is moved or
added in the document, the rows are found again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# the row whose answer says which review, which version, which revisions
SHEET = "sheet"
CODE = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]")


@dataclass(frozen=True)
class Line:
    """One row: the code of the piece, what is asked, what is answered so far (paragraphs end with a line feed)."""

    code: str
    label: str
    value: str = ""
    is_quiet: bool = False


@dataclass(frozen=True)
class Part:
    """A heading, a few words of help, the rows."""

    title: str
    help: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Document:
    """The whole sheet, in one language ("fr" or "en")."""

    language: str
    title: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]
