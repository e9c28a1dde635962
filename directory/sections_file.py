"""Reading a table of sections: one number and one title a line, in CSV with commas or semicolons. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

HIGHEST_NUMBER = 99
LONGEST_TITLE = 300
LONGEST_FILE = 1 << 20


class BadTable(Exception):
    """The table is refused as a whole; the text is a sentence."""


def read_titles(path: Path) -> dict[int, str]:
    """The title of each number; raises BadTable with the line to look at."""
    titles: dict[int, str] = {}
    for line, row in _rows(_text(path)):
        if len(row) < 2 or not row[0].strip().isascii() or not row[0].strip().isdigit():
            raise BadTable(_("Line %(line)s: write a number, then a title.") % {"line": line})
        number, title = int(row[0][:9]), " ".join(row[1].split())
        if not 1 <= number <= HIGHEST_NUMBER:
            raise BadTable(
                _("Line %(line)s: the number is not between 1 and %(most)s.") % {"line": line, "most": HIGHEST_NUMBER}
            )
        if number in titles:
            raise BadTable(_("Line %(line)s: section %(number)s is there twice.") % {"line": line, "number": number})
        if not title or len(title) > LONGEST_TITLE:
            raise BadTable(_("Line %(line)s: the title is empty or too long.") % {"line": line})
        titles[number] = title
    if not titles:
        raise BadTable(_("The table has no line with a number and a title."))
    return titles


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadTable(
            _("The file %(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    if len(raw) > LONGEST_FILE or b"\0" in raw:
        raise BadTable(_("The file is not a small table in CSV. Save it from the spreadsheet as CSV in UTF-8."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(_("The table is not written in UTF-8. Save it again as CSV in UTF-8.")) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty with its number; a first line that names the columns is left out."""
    lines = text.splitlines()
    first = lines[0] if lines else ""
    reader = csv.reader(lines, delimiter=";" if ";" in first else ",")
    try:
        for row in reader:
            is_heading = reader.line_num == 1 and row and not row[0].strip().isdigit() and len(row) > 1
            if any(cell.strip() for cell in row) and not is_heading:
                yield reader.line_num, row
    except csv.Error as error:
        raise BadTable(_("Line %(line)s cannot be read as CSV.") % {"line": reader.line_num}) from error
