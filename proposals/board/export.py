"""What the board shows, as a file: the same filters, order and columns, only the parts that the reader reads.

Rows come from the database by the thousand and leave as they come: memory does not follow their number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from proposals.board.columns import DOSSIER, Column
from proposals.board.page import shown
from proposals.querysets.board import FIELDS
from wording.formats import PARIS

if TYPE_CHECKING:
    from proposals.board.criteria import Criteria
    from proposals.board.frame import Frame

CHUNK = 1000
# a spreadsheet takes a cell that begins so for a formula, and runs it
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"


def as_csv(criteria: Criteria, frame: Frame) -> StreamingHttpResponse:
    """Text in UTF-8 that spreadsheets open by themselves: semicolons in French, commas in English."""
    response = StreamingHttpResponse(_csv(criteria, frame), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dated(frame.now, "csv")}"'
    response["Cache-Control"] = "private, no-store"
    return response


def write_workbook(criteria: Criteria, frame: Frame, target: IO[bytes]) -> None:
    """A workbook, its rows kept in a temporary file until it is packed; no cell of it is a formula."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "dd/mm/yyyy"}  # fmt: skip
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(_("Dossiers")[:31])
    bold = book.add_format({"bold": True})
    columns = criteria.shown_columns(frame)
    for place, head in enumerate(_heads(columns)):
        sheet.write_string(0, place, head, bold)
    sheet.freeze_panes(1, 1)
    for number, values in enumerate(_lines(criteria, frame, columns), 1):
        for place, value in enumerate(values):
            _write(sheet, number, place, value)
    book.close()


def neutral(value: Any) -> Any:
    """`value`, with an apostrophe before a text that a spreadsheet would run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _csv(criteria: Criteria, frame: Frame) -> Iterator[str]:
    # the answer is sent after the request is over: it keeps the language of its reader
    with translation.override(frame.language):
        columns = criteria.shown_columns(frame)
        writer = csv.writer(_Echo(), delimiter="," if frame.language == "en" else ";")
        yield BOM + writer.writerow([neutral(head) for head in _heads(columns)])
        for lines in batched_lines(_lines(criteria, frame, columns)):
            yield "".join(writer.writerow([neutral(_said(value, frame)) for value in line]) for line in lines)


def batched_lines(lines: Iterator[list[Any]], size: int = 200) -> Iterator[list[list[Any]]]:
    """Lines by so many: one piece of the answer each."""
    kept: list[list[Any]] = []
    for line in lines:
        kept.append(line)
        if len(kept) == size:
            yield kept
            kept = []
    if kept:
        yield kept


def _heads(columns: list[Column]) -> list[str]:
    return [str(head) for column in (DOSSIER, *columns) for head in column.heads]


def _lines(criteria: Criteria, frame: Frame, columns: list[Column]) -> Iterator[list[Any]]:
    """Cells of every row found, read by chunks."""
    found = criteria.ordered(frame.dossiers().filter(criteria.condition(frame)), frame)
    rows: list[Any] = []
    for row in found.values_list(*FIELDS, named=True).iterator(chunk_size=CHUNK):
        rows.append(row)
        if len(rows) == CHUNK:
            yield from _cells(rows, frame, columns)
            rows = []
    yield from _cells(rows, frame, columns)


def _cells(rows: list[Any], frame: Frame, columns: list[Column]) -> Iterator[list[Any]]:
    what = shown(frame, rows, columns, with_tags=False)
    for row in rows:
        yield [value for column in (DOSSIER, *columns) for value in column.values(row, what)]


def _said(value: Any, frame: Frame) -> Any:
    """A value as text: dates ISO, amounts with the decimal sign of the language."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if frame.language == "en" else text.replace(".", ",")
    return value


def _write(sheet: Any, number: int, place: int, value: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(number, place, value)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(number, place, value)
    elif value is not None:
        sheet.write_string(number, place, str(neutral(value)))


def dated(instant: datetime, ending: str) -> str:
    """The name of a file of the board: the Paris day it was asked."""
    return f"dossiers-{instant.astimezone(PARIS).date().isoformat()}.{ending}"


class _Echo:
    """A file that gives back what is written in it."""

    def write(self, text: str) -> str:
        return text
