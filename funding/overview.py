"""Commitments by budget year, as pages show them: pure sums over the rows of `TrancheQuerySet.by_year`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

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


def grouped(rows: Iterable[Mapping[str, Any]]) -> list[YearOfCommitments]:
    """The rows, ordered by year, year by year."""
    return [YearOfCommitments(year, list(found)) for year, found in groupby(rows, lambda row: row["budget_year"])]
