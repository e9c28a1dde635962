"""Commitments by budget year, as pages show them: sums over the rows of `TrancheQuerySet.by_year`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wording.formats import amount, number
from wording.languages import shown_language

ZERO = Decimal(0)


@dataclass(frozen=True)
class YearOfCommitments:
    """One budget year: its rows by institute and instrument, and their sums, in euros."""

    year: int
    rows: list[Mapping[str, Any]]

    @property
    def planned(self) -> Decimal:
        return sum((row["planned"] for row in self.rows), ZERO)

    @property
    def notified(self) -> Decimal:
        return sum((row["notified"] for row in self.rows), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((row["paid"] for row in self.rows), ZERO)

    @property
    def body(self) -> SafeString:
        """The rows of its table, written here: a hundred through a template would cost as much as the whole page."""
        language = shown_language()
        instrument = escape(_("Instrument"))
        labels = [(name, escape(label)) for name, label in (
            ("number", _("Tranches")), ("planned", pgettext("euros", "Planned")), ("notified", _("Notified")),
            ("paid", _("Paid")),
        )]  # fmt: skip
        return SafeString("".join(_row(row, instrument, labels, language) for row in self.rows))


def _row(row: Mapping[str, Any], instrument: str, labels: list[tuple[str, str]], language: str) -> str:
    sums = "".join(
        f'<td class="is-num" data-label="{label}">{(number if name == "number" else amount)(row[name], language)}</td>'
        for name, label in labels
    )
    return (
        f'<tr><th scope="row">{escape(row["award__institute__name"])}</th>'
        f'<td data-label="{instrument}">{escape(row["award__instrument_slug"].upper())}</td>{sums}</tr>'
    )


def grouped(rows: Iterable[Mapping[str, Any]]) -> list[YearOfCommitments]:
    """The rows, ordered by year, year by year."""
    return [YearOfCommitments(year, list(found)) for year, found in groupby(rows, lambda row: row["budget_year"])]
