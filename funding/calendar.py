"""The years of an action and the days on which its reports are due. Pure: dates in, dates out (days of Paris).

Years are twelve-month steps from the start; report n is due `annual_due_days` before year n ends, the final one
`final_due_months` after the end (product page §6). In the last year the final report stands for the annual ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from evaluation.budgets import tranches, years_of
from funding.enums import ReportKind
from instruments.instants import shifted_months

MONTHS_OF_A_YEAR = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueReport:
    """A report to be written: its kind, the year of the action (the last one for the final), its day."""

    kind: ReportKind
    year: int
    due_on: date


@dataclass(frozen=True)
class PlannedTranche:
    """A tranche of the plan: its number from 1, its budget year, the first day of its year, euros."""

    number: int
    budget_year: int
    opens_on: date
    amount: Decimal


def year_start(starts_on: date, year: int) -> date:
    """The first day of year `year` (from 1)."""
    return shifted_months(starts_on, MONTHS_OF_A_YEAR * (year - 1))


def end_of(starts_on: date, months: int) -> date:
    """The last day of an action of `months` months."""
    return shifted_months(starts_on, months) - ONE_DAY


def year_of(starts_on: date, day: date) -> int:
    """The year of the action in which `day` falls, from 1; 0 before the start."""
    if day < starts_on:
        return 0
    year = 1
    while year_start(starts_on, year + 1) <= day:
        year += 1
    return year


def month_of(starts_on: date, day: date) -> int:
    """The month of the action in which `day` falls, from 1; 0 before the start."""
    months = 0
    while shifted_months(starts_on, months) <= day:
        months += 1
    return months


def plan(granted: Decimal, starts_on: date, months: int) -> list[PlannedTranche]:
    """Equal parts, one a year, odd cents in the first; they sum to `granted` to the cent."""
    parts = tranches(granted, years_of(months))
    starts = [year_start(starts_on, number) for number in range(1, len(parts) + 1)]
    return [
        PlannedTranche(number, opens.year, opens, part)
        for number, (opens, part) in enumerate(zip(starts, parts, strict=True), start=1)
    ]


def reports(starts_on: date, months: int, *, annual_due_days: int, final_due_months: int) -> Iterator[DueReport]:
    """The reports of an action, soonest first."""
    last = years_of(months)
    for year in range(1, last):
        due = annual_due(starts_on, year, annual_due_days)
        yield DueReport(ReportKind.SCIENTIFIC, year, due)
        yield DueReport(ReportKind.FINANCIAL, year, due)
    yield DueReport(ReportKind.FINAL, last, final_due(end_of(starts_on, months), final_due_months))


def told_of(kind: str, year: int, starts_on: date, ends_on: date) -> tuple[date, date]:
    """The first and the last day of what a report tells of: its year of the action, or the whole action."""
    if kind == ReportKind.FINAL:
        return starts_on, ends_on
    return year_start(starts_on, year), year_start(starts_on, year + 1) - ONE_DAY


def annual_due(starts_on: date, year: int, days: int) -> date:
    """When the reports of `year` are due: `days` before the year ends."""
    return year_start(starts_on, year + 1) - ONE_DAY - timedelta(days=days)


def final_due(ends_on: date, months: int) -> date:
    """When the final report is due: `months` after the end."""
    return shifted_months(ends_on, months)
