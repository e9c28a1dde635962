"""When a reminder is ready: pure, plain values in and out, in the time zone of whoever receives it.

A step is so many hours, days or months before (−) or after (+) a date. Steps in days and months are ready in the
person's morning, so that a change of clocks or a journey moves nothing; steps in hours are ready to the second.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from notifications.enums import Rhythm

# the hour of the digest, on the clock of whoever receives it
MORNING = time(8)
# what falls due within this delay leaves at once, outside the digest (product page §7)
NEAR = timedelta(hours=48)
HOURS = {"h": 1, "d": 24, "m": 730}
MOST = {"h": 99, "d": 400, "m": 24}
CODE = re.compile(r"([+-])(\d{1,3})([hdm])")


@dataclass(frozen=True)
class Step:
    """`number` is signed: −7 days before the date, +30 days after it. `unit` is "h", "d" or "m"."""

    number: int
    unit: str = "d"

    @classmethod
    def read(cls, code: str) -> Step:
        """ "-7d", "+30d", "-48h", "-9m"; ValueError for anything else."""
        found = CODE.fullmatch(code)
        if found is None:
            raise ValueError(f"{code!r} is no step")
        sign, number, unit = found.groups()
        return cls(-int(number) if sign == "-" else int(number), unit)

    @property
    def code(self) -> str:
        """The same as text: what is stored."""
        return f"{self.number:+d}{self.unit}"

    @property
    def position(self) -> int:
        """Hours from the date, negative before it (a month counts as 730): the order of steps, no instant."""
        return self.number * HOURS[self.unit]

    @property
    def is_near(self) -> bool:
        """Whether it falls within the 48 hours before the date: it never waits for a digest."""
        return -2 * 24 <= self.position <= 0


# what is due falls due together: a closing, the end of a year
@lru_cache(maxsize=4096)
def instant_of(step: Step, due: datetime, zone: tzinfo) -> datetime:
    """When `step` of what is due at `due` is ready, for somebody who lives in `zone` (aware UTC)."""
    if step.unit == "h":
        return (due + timedelta(hours=step.number)).astimezone(UTC)
    local = due.astimezone(zone)
    day = _moved(local.date(), step)
    morning = _morning(day, zone)
    if step.number > 0:
        return morning
    # a date that falls at dawn: the day before would be a day too early, its morning would be too late
    same_hour = datetime.combine(day, local.time(), zone).astimezone(UTC)
    return min(morning, same_hour)


def ready_at(step: Step, due: datetime, since: datetime, zone: tzinfo, rhythm: str) -> datetime | None:
    """When somebody with this rhythm is reminded; None when never.

    `since` is when the thing began to be awaited: a step whose moment had passed by then is never said. A weekly
    digest says on Monday what the week holds, so that nothing is said too late.
    """
    own = instant_of(step, due, zone)
    if own <= since:
        return None
    if step.is_near or rhythm == Rhythm.DAILY:
        return own
    if rhythm == Rhythm.URGENT:
        return None
    day = own.astimezone(zone).date()
    away = (7 - day.weekday()) % 7 if step.number > 0 else -day.weekday()
    monday = _morning(day + timedelta(days=away), zone)
    return monday if monday > since else own


def is_urgent(due: datetime, now: datetime) -> bool:
    """Whether it falls due within 48 hours: said at once, whatever step it comes from."""
    return timedelta() <= due - now <= NEAR


def digest_day(now: datetime, zone: tzinfo) -> date | None:
    """The day whose digest may leave now, where the person lives; None before their morning."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= MORNING else None


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def _moved(day: date, step: Step) -> date:
    if step.unit == "d":
        return day + timedelta(days=step.number)
    month = day.year * 12 + day.month - 1 + step.number
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))
