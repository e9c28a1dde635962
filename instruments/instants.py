"""Local dates and hours of calls: what a clock on the wall shows, turned into instants. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

Moment = TypeVar("Moment", datetime, date, None)


class NoSuchHour(ValueError):
    """The clocks jump over this hour in spring; `later` is the same distance after the jump."""

    def __init__(self, later: datetime) -> None:
        self.later = later
        super().__init__(str(later))


class HourTwice(ValueError):
    """The clocks pass this hour twice in autumn."""


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a clock in `zone` shows `wall` (naive). Raises NoSuchHour or HourTwice."""
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    back = first.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) != wall:
        raise NoSuchHour(back.replace(tzinfo=None))
    if first.utcoffset() != second.utcoffset():
        raise HourTwice
    return first.astimezone(UTC)


def shifted_years(moment: Moment, years: int, zone: ZoneInfo) -> Moment:
    """The same local day and hour `years` later; 29 February becomes the 28th, a missing hour the next one."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return _same_day(moment, years)
    wall = moment.astimezone(zone).replace(tzinfo=None)
    wall = datetime.combine(_same_day(wall.date(), years), wall.time())
    try:
        return instant(wall, zone)
    except NoSuchHour as jump:
        return instant(jump.later, zone)
    except HourTwice:
        return instant(wall + timedelta(hours=1), zone)


def shifted_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the last of the month where there is no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
