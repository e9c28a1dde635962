"""Reads a file of spent amounts as the accounts give it back: CSV or XLSX, first sheet, a row of names first.

Rows come out as text, whatever the file: `actions/spending.py` judges them one by one.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

MOST_ROWS = 20_000
MOST_BYTES = 5_000_000
# a workbook that swells beyond this when it is opened is not one
MOST_UNPACKED = 60_000_000
# the names of each column, French first
NAMES = {
    "reference": ("reference", "référence", "ref"),
    "year": ("annee", "année", "year", "exercice"),
    "line": ("ligne", "line", "poste"),
    "amount": ("montant", "amount"),
    "date": ("date", "date_depense", "dated"),
}


class NotRead(Exception):
    """The file is not one of spent amounts; the text is a sentence."""


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Every row as {"row", "reference", "year", "line", "amount", "date"}, as text. Raises NotRead."""
    if len(content) > MOST_BYTES:
        raise NotRead(_("This file is too large: 5 MB at most. Cut it by year."))
    if not content.strip():
        raise NotRead(_("This file is empty."))
    lines = _workbook(content) if content.startswith(b"PK\x03\x04") else _text(content)
    return list(_named(lines))


def _named(lines: Iterable[list[str]]) -> Iterator[dict[str, str]]:
    places: dict[str, int] = {}
    for number, cells in enumerate(lines, 1):
        if not any(cells):
            continue
        if not places:
            places = _places(cells)
            continue
        if number > MOST_ROWS:
            raise NotRead(_("This file has more than 20,000 rows: cut it by year."))
        found = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
        yield {"row": str(number), **found}


def _places(cells: list[str]) -> dict[str, int]:
    heads = [cell.strip().casefold() for cell in cells]
    places = {name: heads.index(word) for name, words in NAMES.items() for word in words if word in heads}
    if missing := [words[0] for name, words in NAMES.items() if name not in places]:
        raise NotRead(
            _("The first row must name the columns reference, annee, ligne, montant and date. Missing: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    return places


def _text(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content:
        raise NotRead(_("This file is neither a CSV nor an XLSX: export it again from the accounts."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NotRead(_("This file is neither a CSV nor an XLSX: export it again from the accounts.")) from error


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise NotRead(_("This file is too large: 5 MB at most. Cut it by year."))
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40):
            yield [_cell(value) for value in row]
    except NotRead:
        raise
    except Exception as error:  # whatever a broken workbook raises, it is a broken workbook
        raise NotRead(_("This file is neither a CSV nor an XLSX: export it again from the accounts.")) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.2f}" if value != int(value) else str(int(value))
    return str(value)
