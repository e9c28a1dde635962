"""Opens one sheet brought back: the only module that does, in a process of its own that has given everything up.

Run as `python -m evaluation.offline.opening < file`; prints one line of JSON: {"rows": [[code, answer], …]}, or the
slug of a reason of `received.py`. Standard library alone.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from typing import Any, BinaryIO
from xml.parsers import expat

from documents.confinement import confine
from evaluation.offline.layout import CODE

# members of the zip, bytes of the text once unpacked, rows and signs kept
MOST_MEMBERS, MOST_TEXT, MOST_ROWS, MOST_SIGNS = 500, 8 * 2**20, 200, 400_000
PIECE = 2**16
# where the text stands, and what a table is called there
ODT = ("content.xml", "table:table-row", "table:table-cell", ("text:p", "text:h"))
DOCX = ("word/document.xml", "w:tr", "w:tc", ("w:p",))
# parts that are no text of the document: what was taken out, remarks in the margin
ASIDE = ("text:tracked-changes", "office:annotation", "w:del", "w:instrText")
# what runs by itself
MACROS = ("vbaproject", "vbadata", "basic/", "scripts/", "activex", "oleobject", "embeddings/")


class Found(Exception):
    """Why the file is refused."""


def opened(file: BinaryIO) -> list[list[str]]:
    """The rows that begin with a code. Raises Found."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS:
                raise Found("too-heavy")
            names = [one.filename.lower() for one in members]
            if any(one.flag_bits & 1 for one in members):
                raise Found("encrypted")
            if any(sign in name for name in names for sign in MACROS):
                raise Found("macros")
            kind = next((one for one in (ODT, DOCX) if one[0] in names), None)
            if kind is None:
                raise Found("not-a-sheet")
            return Reader(kind).read(_unpacked(packed, kind[0]))
    except zipfile.BadZipFile as error:
        raise Found("not-a-sheet") from error
    except (zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, expat.ExpatError) as error:
        raise Found("damaged") from error


def _unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    """The text, whatever its size is said to be: no more than the limit is ever unpacked."""
    found = bytearray()
    with packed.open(name) as member:
        while piece := member.read(PIECE):
            found += piece
            if len(found) > MOST_TEXT:
                raise Found("too-heavy")
    return bytes(found)


class Reader:
    """Rows of tables, as the parser tells them; an entity declared is a refusal."""

    def __init__(self, kind: tuple[str, str, str, tuple[str, ...]]) -> None:
        _member, self._row, self._cell, self._paragraphs = kind
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._aside = self._inside = self._signs = 0

    def read(self, text: bytes) -> list[list[str]]:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        parser.Parse(text, True)
        return self._rows

    def _refuse(self, *_declared: Any) -> None:
        raise Found("damaged")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ASIDE:
            self._aside += 1
        elif self._aside:
            return
        elif name == self._row:
            self._cells = []
        elif name == self._cell:
            self._inside += 1
            self._cells.append([])
        elif name in ("text:line-break", "w:br"):
            self._text("\n")
        elif name in ("text:tab", "w:tab"):
            self._text(" ")
        elif name == "text:s":
            number = attributes.get("text:c", "1")
            self._text(" " * min(int(number), 100) if number.isdigit() and len(number) < 5 else " ")

    def _end(self, name: str) -> None:
        if name in ASIDE:
            self._aside -= 1
        elif self._aside:
            return
        elif name in self._paragraphs:
            self._text("\n")
        elif name == self._cell:
            self._inside -= 1
        elif name == self._row:
            self._keep()

    def _text(self, text: str) -> None:
        if self._aside or not self._inside or not self._cells:
            return
        self._signs += len(text)
        if self._signs > MOST_SIGNS:
            raise Found("too-heavy")
        self._cells[-1].append(text)

    def _keep(self) -> None:
        cells = ["".join(cell).strip() for cell in self._cells]
        found = CODE.search(cells[0]) if cells else None
        if found and len(cells) > 1:
            self._rows.append([found.group(1), cells[1]])
            if len(self._rows) > MOST_ROWS:
                raise Found("too-heavy")
        self._cells = []


def main() -> None:
    confine()
    try:
        print(json.dumps({"rows": opened(sys.stdin.buffer)}))
    except Found as found:
        print(json.dumps({"slug": str(found)}))
    except (MemoryError, RecursionError):
        print(json.dumps({"slug": "too-heavy"}))


if __name__ == "__main__":
    main()
