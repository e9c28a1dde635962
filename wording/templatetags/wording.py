"""Template filters for dates, amounts, countries and spaces, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template

from wording import formats
from wording.languages import shown_language

register = template.Library()


@register.filter
def amount(value: Decimal | int | None) -> str:
    return "" if value is None else formats.amount(value, shown_language())


@register.filter
def figure(value: Decimal | int | None) -> str:
    """A number by itself; cents only when it has any."""
    if value is None:
        return ""
    return formats.number(int(value) if value == int(value) else value, shown_language())


@register.filter
def euros(value: Decimal | None, cents: bool) -> str:
    """Euros of a column that is written with cents, or without: `formats.have_cents` says which."""
    return "" if value is None else formats.figure(value, shown_language(), cents=cents)


@register.filter
def words(value: int, gender: str = "") -> str:
    """A small number in words; `words:"feminine"` where French counts feminine things."""
    return formats.in_words(value, shown_language(), feminine=gender == "feminine")


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else formats.day(value, shown_language())


@register.filter
def short_day(value: date | None) -> str:
    return "" if value is None else formats.short_day(value, shown_language())


@register.filter
def iso_day(value: str) -> str:
    """A day kept as text (2028-01-31), as `day` says it."""
    return formats.day(date.fromisoformat(value), shown_language(), weekday=False) if value else ""


@register.filter
def clock(value: datetime) -> str:
    return formats.clock(value.astimezone(formats.PARIS), shown_language())


@register.filter
def moment(value: datetime | None, zone: str = "Europe/Paris") -> str:
    return "" if value is None else formats.moment(value, shown_language(), ZoneInfo(zone))


@register.filter
def deadline(value: datetime, zone: str = "Europe/Paris") -> str:
    return formats.deadline(value, shown_language(), ZoneInfo(zone))


@register.filter
def in_zone(value: datetime, zone: str) -> str:
    """Where the reader is, when it is not in the same time as Paris; empty otherwise."""
    return formats.elsewhere(value, shown_language(), ZoneInfo(zone))


@register.filter
def remaining(value: datetime, now: datetime) -> str:
    return formats.remaining(value, now, shown_language())


@register.filter
def left(value: datetime, now: datetime) -> str:
    return formats.left(value, now, shown_language())


@register.filter
def is_near(value: datetime, now: datetime) -> bool:
    """From ten days on a deadline is « now »: it takes the accent."""
    return 0 <= (value - now).total_seconds() <= 10 * 86400


@register.filter
def spaced(value: object) -> str:
    return formats.spaced(str(value), shown_language())


@register.filter
def colon(value: object) -> str:
    """A label before what it names, with the colon of the page's language."""
    return f"{value}{formats.WIDE}:" if shown_language() == "fr" else f"{value}:"


@register.filter
def country(code: str) -> str:
    return formats.country(code, shown_language())


@register.filter
def said(value: object) -> str:
    """A text or a bound that knows both languages, in the language of the page."""
    speak = getattr(value, "said", None)
    return speak(shown_language()) if speak else str(value)
