"""How amounts, dates, delays and spaces are written, in French and in English. Pure; one home for pages and mails."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import pycountry
from babel import Locale
from babel.dates import format_date

NARROW = "\u202f"  # before ; ? ! % € and inside amounts
WIDE = "\u00a0"  # before : and inside « », between UMR and its number
PARIS = ZoneInfo("Europe/Paris")

FRENCH_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
ENGLISH_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# where the common name of a place is not the one of the Unicode registry of zones
PLACES = {
    "fr": {
        "Indian/Reunion": "La Réunion", "America/Montreal": "Montréal", "Asia/Kolkata": "Calcutta",
        "Asia/Ho_Chi_Minh": "Hô-Chi-Minh-Ville",
    },
    "en": {
        "America/Sao_Paulo": "São Paulo", "Asia/Ho_Chi_Minh": "Ho Chi Minh City", "Pacific/Noumea": "Nouméa",
    },
}  # fmt: skip
# without any of these, a text has its spaces already: most titles have none
TO_SPACE = re.compile(r" [;?!%€:»\d]|«")
UNIVERSAL = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT"})


def number(value: Decimal | int, language: str) -> str:
    """A number with its thousands apart: « 12 500,5 » or "12,500.5"."""
    text = f"{value:,}"
    if language == "en":
        return text
    return text.replace(",", NARROW).replace(".", ",")


def figure(value: Decimal | int, language: str, *, cents: bool) -> str:
    """Euros in a column that says its currency once: with cents on each row (« 12 500,00 ») or on none of them."""
    return number(Decimal(value).quantize(Decimal("0.01") if cents else Decimal(1)), language)


def have_cents(values: Iterable[Decimal]) -> bool:
    """Whether a column of these euros is written with cents."""
    return any(value != value.to_integral() for value in values)


@lru_cache(maxsize=8192)
def amount(value: Decimal | int, language: str) -> str:
    """An amount in euros: « 12 500 € » or "€12,500"; cents only when there are any."""
    # in whole cents: a table writes hundreds of them, many of them alike, and figures of an int are soon written
    cents = int((Decimal(value) * 100).to_integral_value())
    # the sign of a subtraction, as wide as a figure, before the currency in both languages
    sign, (euros, rest) = "−" if cents < 0 else "", divmod(abs(cents), 100)
    shown = f"{euros:,}.{rest:02d}" if rest else f"{euros:,}"
    if language == "en":
        return f"{sign}€{shown}"
    return f"{sign}{shown.replace(',', NARROW).replace('.', ',')}{NARROW}€"


def in_words(value: int, language: str, *, feminine: bool = False) -> str:
    """A number under a hundred in words, as sentences write it (« vingt et une », "twenty-one"); else in figures."""
    if not 0 <= value <= 99:
        return number(value, language)
    if language == "en":
        return _english_words(value)
    words = _french_words(value)
    return f"{words}e" if feminine and words.endswith("un") else words


def _english_words(value: int) -> str:
    if value < 20:
        return ENGLISH_UNITS[value]
    tens, unit = divmod(value, 10)
    return ENGLISH_TENS[tens] + (f"-{ENGLISH_UNITS[unit]}" if unit else "")


def _french_words(value: int) -> str:
    if value < 20:
        return FRENCH_UNITS[value]
    # seventy and ninety are counted on from sixty and eighty
    tens = {7: 6, 9: 8}.get(value // 10, value // 10)
    rest = value - 10 * tens
    if rest == 0:
        return "quatre-vingts" if tens == 8 else FRENCH_TENS[tens]
    joined = " et " if rest in (1, 11) and tens != 8 else "-"
    return f"{FRENCH_TENS[tens]}{joined}{FRENCH_UNITS[rest]}"


def day(value: date, language: str, *, weekday: bool = True) -> str:
    """A date in full: « jeudi 30 septembre 2027 », "Thursday 30 September 2027"; the first is « 1er »."""
    local = value.astimezone(PARIS).date() if isinstance(value, datetime) else value
    ordinal = "1er" if language == "fr" and local.day == 1 else str(local.day)
    parts = [_weekday(local.weekday(), language)] if weekday else []
    return " ".join([*parts, ordinal, _month(local.month, language), str(local.year)])


@cache
def _weekday(number: int, language: str) -> str:
    """From Monday, 0."""
    return format_date(date(2001, 1, 1 + number), "EEEE", locale=language)


@cache
def _month(number: int, language: str) -> str:
    return format_date(date(2001, number, 1), "LLLL", locale=language)


def short_day(value: date, language: str) -> str:
    """A date without its weekday: « 30 septembre 2027 », "30 September 2027"."""
    return day(value, language, weekday=False)


def clock(value: datetime, language: str = "fr") -> str:
    """The hour as the clock of `value` shows it: « 16 h 00 » or "16:00"."""
    if language == "en":
        return f"{value:%H:%M}"
    return f"{value.hour}{WIDE}h{WIDE}{value.minute:02d}"


def moment(value: datetime, language: str, zone: ZoneInfo = PARIS) -> str:
    """An instant in full with its place: « jeudi 30 septembre 2027 à 16 h 00, heure de Paris »."""
    local = value.astimezone(zone)
    joined = "at" if language == "en" else "à"
    return f"{day(local.date(), language)} {joined} {clock(local, language)}, {zone_time(zone, language)}"


def deadline(value: datetime, language: str, zone: ZoneInfo = PARIS) -> str:
    """An instant by which something is due; midnight is said as the end of the day before, as people do."""
    local = value.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return moment(value, language, zone)
    end = "end of the day" if language == "en" else "fin de journée"
    return f"{day(local.date() - timedelta(days=1), language)}, {end}"


def zone_time(zone: ZoneInfo, language: str) -> str:
    """« heure de Paris », "Paris time"; « temps universel » when the zone is no place."""
    if zone.key in UNIVERSAL:
        return "universal time" if language == "en" else "temps universel"
    place = city(zone, language)
    if language == "en":
        return f"{place} time"
    if place.startswith("Le "):
        return f"heure du {place.removeprefix('Le ')}"
    return f"heure {'d’' if order_key(place[0]) in 'aeiou' else 'de '}{place}"


def city(zone: ZoneInfo, language: str) -> str:
    """The place by which a zone is known: « Nouméa » for Pacific/Noumea, « Londres » for Europe/London."""
    known = PLACES[language].get(zone.key) or Locale(language).time_zones.get(zone.key, {}).get("city")
    return known or zone.key.rsplit("/", 1)[-1].replace("_", " ")


def in_zone(value: datetime, language: str, zone: ZoneInfo) -> str:
    """The same instant elsewhere: « à Tokyo, le même jour à 23 h 00 », "in Tokyo, the next day at 06:00"."""
    here, there = value.astimezone(PARIS).date(), value.astimezone(zone)
    distance = (there.date() - here).days
    if language == "en":
        which = {0: "the same day", 1: "the next day", -1: "the day before"}[distance]
        return f"{_at(zone, language)}, {which} at {clock(there, language)}"
    which = {0: "le même jour", 1: "le lendemain", -1: "la veille"}[distance]
    return f"{_at(zone, language)}, {which} à {clock(there, language)}"


def elsewhere(value: datetime, language: str, zone: ZoneInfo) -> str:
    """The same instant elsewhere, when it is not the same time there as in Paris; empty otherwise."""
    if value.astimezone(zone).utcoffset() == value.astimezone(PARIS).utcoffset():
        return ""
    return in_zone(value, language, zone)


def _at(zone: ZoneInfo, language: str) -> str:
    if zone.key in UNIVERSAL:
        return f"in {zone_time(zone, language)}" if language == "en" else f"en {zone_time(zone, language)}"
    place = city(zone, language)
    if language == "en":
        return f"in {place}"
    return f"au {place.removeprefix('Le ')}" if place.startswith("Le ") else f"à {place}"


def remaining(until: datetime, now: datetime, language: str) -> str:
    """A delay in words: « dans 43 jours », « dans 5 heures », « 13 jours de retard »."""
    seconds = int((until - now).total_seconds())
    counted = _counted(abs(seconds), language)
    if seconds < 0:
        return f"{counted} late" if language == "en" else f"{counted} de retard"
    return f"in {counted}" if language == "en" else f"dans {counted}"


def left(until: datetime, now: datetime, language: str) -> str:
    """What is left before an instant: « Il reste 23 jours », "23 days left"."""
    counted = _counted(max(0, int((until - now).total_seconds())), language)
    return f"{counted} left" if language == "en" else f"Il reste {counted}"


def _counted(seconds: int, language: str) -> str:
    """Days from two days on, else hours, else minutes; rounded down, as a deadline wants it."""
    days, hours, minutes = seconds // 86400, seconds // 3600, seconds // 60
    if days >= 2:
        value, word = days, "day" if language == "en" else "jour"
    elif hours >= 1:
        value, word = hours, "hour" if language == "en" else "heure"
    elif minutes >= 1:
        value, word = minutes, "minute"
    else:
        return "less than a minute" if language == "en" else "moins d’une minute"
    return f"{value}{WIDE}{word}{'s' if value > 1 else ''}"


def spaced(text: str, language: str) -> str:
    """Put the no-break spaces of typography where people type plain ones; an English page has titles in French too."""
    if not TO_SPACE.search(text):
        return text
    text = re.sub(r"\b(UMR|UPR|UAR|IRL|FRE?|GDR|ERL|EMR|UMI|UMS|USR|UPS) (?=\d)", rf"\1{WIDE}", text)
    text = re.sub(r" ([;?!%])", rf"{NARROW}\1", text)
    # English writes €500: the space before it is that between two words
    text = re.sub(r"(?<=\d) €" if language == "en" else r" €", f"{NARROW}€", text)
    text = re.sub(r" (:)(?=\s|$)", rf"{WIDE}\1", text)
    text = re.sub(r" »", f"{WIDE}»", text)
    if language == "en":
        return text.replace("« ", f"«{WIDE}")
    text = re.sub(rf"«[ {WIDE}{NARROW}]?", f"«{WIDE}", text)
    return re.sub(r"(?<=\d) (?=\d{3}\b)", NARROW, text)


@cache
def _territories(language: str) -> dict[str, str]:
    names = Locale(language).territories
    codes = (entry.alpha_2 for entry in pycountry.countries)
    return {code: names.get(code, code) for code in codes}


def country(code: str, language: str) -> str:
    """The name of a country by its ISO 3166 code: « Japon », "Japan"; the code itself when it is not known."""
    return _territories(language).get(code.upper(), code)


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, in the order of names without accents."""
    return tuple(sorted(_territories(language).items(), key=lambda item: order_key(item[1])))


@lru_cache(maxsize=4096)
def order_key(text: str) -> str:
    """What names are put in order by: no accent, no case, so that « Écologie » stands among the E, on any database."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
