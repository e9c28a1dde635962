"""Invented records, the same for the same number: what benches search when the real registry is not there. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from directory.enums import NameKind, OrganisationStatus
from directory.registry.records import Name, Record
from directory.registry.units import CNRS

T = TypeVar("T")
_CONSONANTS, _VOWELS = "bcdfghklmnprstvz", "aeiou"
_KINDS = (
    ("University of {0}", "Université de {0}", "U"),
    ("National University of {0}", "Université nationale de {0}", "NU"),
    ("Institute of {1} of {0}", "Institut de {1} de {0}", "I"),
    ("{0} Hospital", "Hôpital de {0}", "H"),
    ("{0} College of {1}", "Collège de {1} de {0}", "C"),
    ("Research Centre for {1}, {0}", "Centre de recherche en {1} de {0}", "RC"),
    ("{0} Academy of Sciences", "Académie des sciences de {0}", "AS"),
)
_SUBJECTS = ("Physics", "Chemistry", "Biology", "Mathematics", "Oceanography", "Medicine", "History", "Computing")
_COUNTRIES = ("JP", "US", "DE", "CN", "BR", "IN", "GB", "IT", "ES", "CA", "AU", "KR", "CL", "ZA", "MA", "FR")
_REAL_CITIES = (
    ("Tokyo", "JP"),
    ("Paris", "FR"),
    ("Toulouse", "FR"),
    ("Torino", "IT"),
    ("Uppsala", "SE"),
    ("Unna", "DE"),
)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
# one in so many is a unit of the CNRS, is closed, stands in a city that exists
_UNIT, _CLOSED, _REAL = 100, 40, 12


def invented_records(count: int, institutes: list[str]) -> Iterator[Record]:
    """`count` records, among them units of these institutes (ROR ids)."""
    yield from (_record(number, institutes) for number in range(count))


def invented_id(number: int) -> str:
    """A ROR id with its check digits, from the end of the space of ids, where the registry has none of these."""
    value = 32**6 - 1 - number
    digits = []
    rest = value
    for _place in range(6):
        rest, digit = divmod(rest, 32)
        digits.append(_CROCKFORD[digit])
    return f"0{''.join(reversed(digits))}{98 - value * 100 % 97:02d}"


class Chance:
    """Draws that depend on a number alone, on every machine and version."""

    def __init__(self, seed: int) -> None:
        self._pool = int.from_bytes(hashlib.sha512(str(seed).encode()).digest())

    def randrange(self, first: int, last: int | None = None) -> int:
        """A number from `first` (or 0) up to `last` (or `first`), not included."""
        low, high = (0, first) if last is None else (first, last)
        self._pool, drawn = divmod(self._pool, high - low)
        return low + drawn

    def choice(self, items: Sequence[T]) -> T:
        return items[self.randrange(len(items))]


def _record(number: int, institutes: list[str]) -> Record:
    chance = Chance(number)
    is_real = chance.randrange(_REAL) == 0
    city, country = chance.choice(_REAL_CITIES) if is_real else (_city(chance), chance.choice(_COUNTRIES))
    subject = chance.choice(_SUBJECTS)
    english, french, short = chance.choice(_KINDS)
    place = f"{city} {_city(chance)}" if is_real else city
    acronym = f"{short}{''.join(word[0] for word in place.split())}{subject[0]}"
    names = [
        Name(english.format(place, subject), "en", NameKind.LABEL),
        Name(french.format(place, subject), "fr", NameKind.LABEL),
        Name(acronym, "", NameKind.ACRONYM),
    ]
    parents: tuple[str, ...] = ()
    if number % _UNIT == 0:
        country, parents = "FR", (CNRS, chance.choice(institutes)) if institutes else (CNRS,)
        names.append(Name(f"UMR {5000 + number // _UNIT % 5000}", "", NameKind.ALIAS))
    return Record(
        ror_id=invented_id(number),
        name=names[0].value,
        names=tuple(names),
        country=country,
        city=city,
        latitude=Decimal(chance.randrange(-6000, 7000)) / 100,
        longitude=Decimal(chance.randrange(-17900, 18000)) / 100,
        website="",
        status=OrganisationStatus.INACTIVE if number % _CLOSED == 1 else OrganisationStatus.ACTIVE,
        parents=parents,
        successors=(),
        weight=len(names) + chance.randrange(20),
    )


def _city(chance: Chance) -> str:
    syllables = chance.randrange(2, 5)
    letters = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _syllable in range(syllables))
    return letters.capitalize()
