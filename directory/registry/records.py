"""One record of the registry as the directory understands it. Pure: a decoded value in, a Record or BadRecord out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import NameKind, OrganisationStatus
from directory.registry.errors import BadFile, BadRecord
from directory.registry.reading import Unreadable

ROR_ADDRESS = "https://ror.org/"
ROR_ID = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")
# what no database keeps
ABSENT = re.compile("[\0\ud800-\udfff]")
A_NAME, THE_COUNTRY, THE_CITY = gettext_lazy("a name"), gettext_lazy("the country"), gettext_lazy("the city")
LONGEST_NAME = 500
LONGEST_CITY = 200
LONGEST_ADDRESS = 500
# raised when what is kept of a record changes, so that the next import writes every record again
READING = 1


@dataclass(frozen=True, slots=True)
class Name:
    """One name, its language (empty when not told) and what it is."""

    value: str
    language: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Record:
    """What the directory keeps of one record. Ids are bare, such as 02feahw73."""

    ror_id: str
    name: str
    names: tuple[Name, ...]
    country: str
    city: str
    latitude: Decimal | None
    longitude: Decimal | None
    website: str
    status: OrganisationStatus
    parents: tuple[str, ...]
    successors: tuple[str, ...]
    weight: int

    @property
    def acronym(self) -> str:
        """The first acronym, or nothing."""
        return next((name.value for name in self.names if name.kind is NameKind.ACRONYM), "")

    @property
    def fingerprint(self) -> str:
        """Changes with anything kept of the record."""
        return hashlib.blake2b(f"{READING} {self!r}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def parse(value: Any, place: int) -> Record:
    """The record in `value`, the `place`-th of its file; raises BadRecord, or BadFile for the former schema."""
    if isinstance(value, Unreadable):
        raise BadRecord(_("line %(number)s") % {"number": value.line}, _("it is not JSON"))
    if not isinstance(value, dict):
        raise BadRecord(_number(place), _("it is not a record"))
    if "names" not in value and isinstance(value.get("name"), str):
        raise BadFile(_("The file follows the registry’s schema v1. Import the file in schema v2."))
    ror_id = _ror_id(value.get("id"))
    if not ror_id:
        raise BadRecord(_number(place), _("its id is missing or is not a ROR id"))
    try:
        return _record(ror_id, value)
    except _Wrong as wrong:
        raise BadRecord(ror_id, str(wrong)) from wrong


class _Wrong(Exception):
    """What is wrong with the record, in words."""


def _record(ror_id: str, value: dict[str, Any]) -> Record:
    names, display = _names(_list(value, "names"))
    place = _place(_list(value, "locations"))
    links = _relations(_list(value, "relationships"))
    return Record(
        ror_id=ror_id,
        name=display,
        names=names,
        country=place[0],
        city=place[1],
        latitude=place[2],
        longitude=place[3],
        website=_website(value.get("links") or []),
        status=_status(value.get("status")),
        parents=tuple(other for kind, other in links if kind == "parent"),
        successors=tuple(other for kind, other in links if kind == "successor" and other != ror_id),
        weight=len(names) + len(links),
    )


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise _Wrong(_("“%(key)s” is not a list of objects") % {"key": key})
    return found


def _names(items: list[dict[str, Any]]) -> tuple[tuple[Name, ...], str]:
    """The names, each once, and the one to display."""
    found: dict[Name, None] = {}
    display = ""
    for item in items:
        value = _text(item.get("value"), LONGEST_NAME, A_NAME)
        types = item.get("types") or []
        if not value or not isinstance(types, list):
            raise _Wrong(_("one of its names is empty or has no type"))
        for kind in _kinds(types):
            found[Name(value, _language(item.get("lang")), kind)] = None
        if "ror_display" in types or not display:
            display = value
    if not display:
        raise _Wrong(_("it has no name"))
    return tuple(found), display


def _kinds(types: list[Any]) -> list[NameKind]:
    kinds = [NameKind.LABEL] if "label" in types or "ror_display" in types else []
    if "acronym" in types:
        kinds.append(NameKind.ACRONYM)
    return kinds or [NameKind.ALIAS]


def _language(code: Any) -> str:
    return code if isinstance(code, str) and len(code) <= 8 and code.isascii() else ""


def _text(value: Any, longest: int, what: object) -> str:
    """A text with its spaces tidied; refuses what no database keeps."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Wrong(_("%(what)s is not a text") % {"what": what})
    if len(value) > longest:
        raise _Wrong(
            _("%(what)s has %(count)s characters, more than %(longest)s")
            % {"what": what, "count": len(value), "longest": longest}
        )
    if ABSENT.search(value):
        raise _Wrong(_("%(what)s holds a character that does not exist") % {"what": what})
    return " ".join(value.split())


def _place(locations: list[dict[str, Any]]) -> tuple[str, str, Decimal | None, Decimal | None]:
    """Country, city and position of the first location; all may be missing."""
    details = locations[0].get("geonames_details") if locations else {}
    if not isinstance(details, dict):
        raise _Wrong(_("its location is not an object"))
    country = _text(details.get("country_code"), 2, THE_COUNTRY)
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise _Wrong(_("the country is not a code of two letters"))
    city = _text(details.get("name"), LONGEST_CITY, THE_CITY)
    latitude, longitude = _degrees(details.get("lat"), 90), _degrees(details.get("lng"), 180)
    return country, city, latitude, longitude


def _degrees(value: Any, most: int) -> Decimal | None:
    if value is None:
        return None
    # written so that NaN is refused too
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise _Wrong(_("its position is not on Earth"))
    return Decimal(f"{value:.5f}")


def _website(links: Any) -> str:
    """The first web address; anything else in its place is ignored."""
    for link in links if isinstance(links, list) else []:
        address = link.get("value") if isinstance(link, dict) and link.get("type") == "website" else None
        if (
            isinstance(address, str)
            and re.fullmatch(r"https?://[\x21-\x7e]+", address)
            and len(address) <= LONGEST_ADDRESS
        ):
            return address
    return ""


def _status(value: Any) -> OrganisationStatus:
    try:
        return OrganisationStatus(value)
    except ValueError as error:
        raise _Wrong(_("its status is neither active, inactive nor withdrawn")) from error


def _relations(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(kind, id of the other) of each relation whose id can be read, each once."""
    found: dict[tuple[str, str], None] = {}
    for item in items:
        other = _ror_id(item.get("id"))
        if not other or not isinstance(item.get("type"), str):
            raise _Wrong(_("one of its relations names no record"))
        found[item["type"].lower(), other] = None
    return list(found)


def _ror_id(value: Any) -> str:
    bare = value.removeprefix(ROR_ADDRESS) if isinstance(value, str) else ""
    return bare if ROR_ID.fullmatch(bare) else ""


def _number(place: int) -> str:
    return _("record number %(number)s") % {"number": place}
