"""Commitments by budget year, as pages show them: sums over the rows of `TrancheQuerySet.by_year`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from funding.enums import TrancheState
from wording.formats import amount, number, order_key
from wording.languages import shown_language

ZERO = Decimal(0)
# told to the délégation, paid or not yet
DONE = (TrancheState.NOTIFIED, TrancheState.PAID)


@dataclass
class Taken:
    """What the tranches of one institute and instrument take of a year, in euros."""

    institute: str
    instrument: str
    number: int = 0
    planned: Decimal = ZERO
    notified: Decimal = ZERO
    paid: Decimal = ZERO


@dataclass(frozen=True)
class YearOfCommitments:
    """One budget year: its rows by institute and instrument, and their sums, in euros."""

    year: int
    rows: list[Taken]

    @cached_property
    def planned(self) -> Decimal:
        return sum((row.planned for row in self.rows), ZERO)

    @cached_property
    def notified(self) -> Decimal:
        return sum((row.notified for row in self.rows), ZERO)

    @cached_property
    def paid(self) -> Decimal:
        return sum((row.paid for row in self.rows), ZERO)


class Table:
    """The tables of the page, written here: three hundred rows through a template would cost as much as all else."""

    def __init__(self) -> None:
        self.language = shown_language()
        self._amounts: dict[Decimal, str] = {}
        self.total = escape(_("Total"))
        self.instrument = escape(_("Instrument"))
        self.labels = [
            escape(label) for label in (_("Tranches"), pgettext("euros", "Planned"), _("Notified"), _("Paid"))
        ]
        heads = "".join(f'<th scope="col" class="is-num">{label}</th>' for label in self.labels)
        self.head = (
            f'<thead><tr><th scope="col">{escape(_("Institute"))}</th><th scope="col">{self.instrument}</th>'
            f"{heads}</tr></thead>"
        )

    def of(self, one: YearOfCommitments) -> SafeString:
        """Head, rows and sums of a year."""
        rows = "".join([
            f'<tr><th scope="row">{escape(row.institute)}</th><td data-label="{self.instrument}">'
            f"{escape(row.instrument.upper())}</td>{self._sums(number(row.number, self.language), row)}</tr>"
            for row in one.rows
        ])  # fmt: skip
        foot = f'<tr><th scope="row">{self.total}</th><td></td>{self._sums("", one)}</tr>'
        return SafeString(f"{self.head}<tbody>{rows}</tbody><tfoot>{foot}</tfoot>")

    def _said(self, euros: Decimal) -> str:
        """An amount, written once however often it stands there."""
        if euros not in self._amounts:
            self._amounts[euros] = amount(euros, self.language)
        return self._amounts[euros]

    def _sums(self, count: str, row: Taken | YearOfCommitments) -> str:
        many, planned, notified, paid = self.labels
        first = f'<td class="is-num" data-label="{many}">{count}</td>' if count else "<td></td>"
        return (
            f'{first}<td class="is-num" data-label="{planned}">{self._said(row.planned)}</td>'
            f'<td class="is-num" data-label="{notified}">{self._said(row.notified)}</td>'
            f'<td class="is-num" data-label="{paid}">{self._said(row.paid)}</td>'
        )


def grouped(rows: Iterable[tuple[Any, ...]], institutes: Mapping[int, str]) -> list[YearOfCommitments]:
    """The rows of `by_year`, year by year, by name of institute (told by id), then instrument."""
    found: dict[int, dict[tuple[int, str], Taken]] = defaultdict(dict)
    for year, institute, instrument, state, count, euros in rows:
        one = found[year].get((institute, instrument))
        if one is None:
            one = found[year][institute, instrument] = Taken(institutes.get(institute, ""), instrument)
        one.number, one.planned = one.number + count, one.planned + euros
        if state in DONE:
            one.notified += euros
        if state == TrancheState.PAID:
            one.paid += euros
    place = {pk: rank for rank, pk in enumerate(sorted(institutes, key=lambda pk: order_key(institutes[pk])))}
    return [
        YearOfCommitments(year, [of_year[key] for key in sorted(of_year, key=lambda key: (place.get(key[0], -1), key))])
        for year, of_year in sorted(found.items())
    ]
