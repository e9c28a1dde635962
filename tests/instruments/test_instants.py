"""Hours on the wall, instants, and both nights on which the clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from instruments.instants import HourTwice, NoSuchHour, instant, shifted_years

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (datetime(2027, 9, 30, 16), datetime(2027, 9, 30, 14, tzinfo=UTC)),
        (datetime(2027, 1, 15, 16), datetime(2027, 1, 15, 15, tzinfo=UTC)),
        (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (datetime(2027, 10, 31, 3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_clock_in_paris_names_one_instant(wall, expected):
    assert instant(wall, PARIS) == expected


def test_an_hour_jumped_over_in_spring_is_refused_and_the_next_one_named():
    with pytest.raises(NoSuchHour) as caught:
        instant(datetime(2027, 3, 28, 2, 30), PARIS)
    assert caught.value.later == datetime(2027, 3, 28, 3, 30)


def test_an_hour_passed_twice_in_autumn_is_refused():
    with pytest.raises(HourTwice):
        instant(datetime(2027, 10, 31, 2, 30), PARIS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2027, 9, 30, 14, tzinfo=UTC), datetime(2028, 9, 30, 14, tzinfo=UTC)),
        # the same wall clock on either side of a change of the hour is another instant of the day
        (datetime(2026, 3, 28, 15, tzinfo=UTC), datetime(2027, 3, 28, 14, tzinfo=UTC)),
        (datetime(2028, 2, 29, 15, tzinfo=UTC), datetime(2029, 2, 28, 15, tzinfo=UTC)),
        # 02:30 exists on 28 March 2026 and not in 2027: the same distance after the jump
        (datetime(2026, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # 02:30 on 31 October 2026 exists once, in 2027 twice: the hour after both
        (datetime(2026, 10, 31, 1, 30, tzinfo=UTC), datetime(2027, 10, 31, 2, 30, tzinfo=UTC)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (None, None),
    ],
)
def test_a_date_moved_by_a_year_keeps_its_day_and_its_hour(before, after):
    assert shifted_years(before, 1, PARIS) == after
