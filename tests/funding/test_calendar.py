"""Years, tranches and reports of an action: dates and sums, whatever the grant and the start."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding import calendar
from funding.enums import ReportKind

STARTS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
CENTS = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)


@given(granted=CENTS.filter(lambda euros: euros >= 1), starts=STARTS, years=st.integers(1, 10))
def test_the_plan_sums_to_the_grant_to_the_cent_one_tranche_a_year(granted: Decimal, starts: date, years: int):
    plan = calendar.plan(granted, starts, years * 12)
    assert sum(one.amount for one in plan) == granted
    assert [one.number for one in plan] == list(range(1, years + 1))
    assert len({one.budget_year for one in plan}) == years
    assert all(one.amount > 0 for one in plan)
    # equal parts, the odd cents in the first
    assert len({one.amount for one in plan[1:]}) <= 1
    assert all(plan[0].amount >= one.amount for one in plan)


@given(starts=STARTS, years=st.integers(1, 8), day=STARTS)
def test_a_day_falls_in_one_year_of_the_action(starts: date, years: int, day: date):
    year = calendar.year_of(starts, day)
    if day < starts:
        assert year == 0
    else:
        assert calendar.year_start(starts, year) <= day < calendar.year_start(starts, year + 1)


def test_reports_are_due_45_days_before_the_year_ends_and_the_final_three_months_after_the_end():
    found = list(calendar.reports(date(2028, 1, 1), 60, annual_due_days=45, final_due_months=3))
    assert [(one.kind, one.year) for one in found[:2]] == [(ReportKind.SCIENTIFIC, 1), (ReportKind.FINANCIAL, 1)]
    assert found[0].due_on == date(2028, 12, 31) - timedelta(days=45)
    assert [one.year for one in found] == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert (found[-1].kind, found[-1].due_on) == (ReportKind.FINAL, date(2033, 3, 31))


def test_an_action_of_24_months_from_the_middle_of_a_year_ends_the_day_before_its_anniversary():
    assert calendar.end_of(date(2028, 6, 15), 24) == date(2030, 6, 14)
    assert [one.budget_year for one in calendar.plan(Decimal(12000), date(2028, 6, 15), 24)] == [2028, 2029]
