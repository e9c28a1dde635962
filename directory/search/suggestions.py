"""Lines of the type-ahead and of the search page, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import NameKind, OrganisationStatus
from directory.models import Organisation, OrganisationName, SearchKind, Unit
from directory.search.closeness import how_close
from directory.search.folding import words
from directory.search.lookup import Found, find
from wording.formats import country, spaced

# so many of the best are looked at closely; the more the slower
COMPARED = 16


@dataclass(frozen=True)
class Name:
    """One name of an organisation, as far as a search needs it."""

    value: str
    language: str
    kind: str


Names = Mapping[int | None, list[Name]]


@dataclass(frozen=True)
class Line:
    """One proposal: what it is called, where it is, and what one should know before choosing it."""

    pk: int
    label: str
    detail: str
    note: str
    url: str


def organisations(typed: str, language: str, limit: int = 10) -> list[Line]:
    """The organisations a person may mean by `typed`, best first, in four queries at most."""
    found = find(SearchKind.ORGANISATION, typed, max(limit, COMPARED))
    rows = _candidates(Organisation.objects.for_line(), found, limit)
    names = names_of([row.pk for row in rows])
    if not found.is_closest:
        called = {row.pk: [row.name, *(name.value for name in names.get(row.pk, []))] for row in rows}
        rows = _closest(rows, found, called, typed)
    return [organisation_line(row, names, language) for row in rows[:limit]]


def units(typed: str, language: str, limit: int = 10) -> list[Line]:
    """The units a person may mean by `typed`, best first, in four queries at most."""
    found = find(SearchKind.UNIT, typed, max(limit, COMPARED))
    rows = _candidates(Unit.objects.for_line(), found, limit)
    if not found.is_closest:
        names = names_of([row.organisation_id for row in rows])
        called = {
            row.pk: [row.code, row.acronym, row.name, *(name.value for name in names.get(row.organisation_id, []))]
            for row in rows
        }
        rows = _closest(rows, found, called, typed)
    return [unit_line(row, language) for row in rows[:limit]]


def _candidates(rows: Any, found: Found, limit: int) -> list[Any]:
    """The best of what was found, those called exactly so first; a few more than asked when they are compared."""
    most = limit if found.is_closest else max(limit, COMPARED)
    exact = found.exact[:most]
    if found.is_ordered:
        return _in_order(rows, list(dict.fromkeys((*exact, *found.others)))[:most])
    others = set(found.others) - set(exact)
    return [*_in_order(rows, list(exact)), *(rows.filter(pk__in=others).best_first()[:most] if others else ())]


def _in_order(rows: Any, pks: list[int]) -> list[Any]:
    there = {row.pk: row for row in rows.filter(pk__in=pks).order_by()} if pks else {}
    return [there[pk] for pk in pks if pk in there]


def _closest(rows: list[Any], found: Found, called: Mapping[int, list[str]], typed: str) -> list[Any]:
    """Exactly called so first, then by how close a name comes; the order of worth breaks ties."""
    exact = frozenset(found.exact)
    return sorted(rows, key=lambda row: -1 if row.pk in exact else how_close(typed, called[row.pk]))


def names_of(pks: list[int | None]) -> Names:
    """Every name of these organisations, in one query."""
    found: dict[int | None, list[Name]] = {}
    wanted = [pk for pk in pks if pk]
    rows = OrganisationName.objects.filter(organisation__in=wanted).order_by("pk")
    for pk, value, name_language, kind in rows.values_list("organisation_id", "value", "language", "kind"):
        found.setdefault(pk, []).append(Name(value, name_language, kind))
    return found


def name_in(language: str, names: list[Name], default: str) -> str:
    """The first name in `language`, else `default`."""
    told = (name.value for name in names if name.language == language and name.kind == NameKind.LABEL)
    return next(told, default)


def is_name_of(row: Organisation, text: str) -> bool:
    """Whether the registry knows this organisation by `text`, in any of its languages, without case or accents."""
    typed = words(text)
    named = [name.value for name in names_of([row.pk]).get(row.pk, [])]
    called = (row.name, row.acronym, f"{row.name} {row.acronym}", *named)
    return bool(typed) and any(words(name) == typed for name in called)


def organisation_line(row: Organisation, names: Names, language: str) -> Line:
    """An organisation as a list shows it."""
    name = name_in(language, names.get(row.pk, []), row.name)
    label = f"{name} ({row.acronym})" if row.acronym and row.acronym != name else name
    place = ", ".join(part for part in (row.city, country(row.country, language) if row.country else "") if part)
    return Line(row.pk, label, place, _note(row.status), reverse("organisation", args=[row.pk]))


def unit_line(row: Unit, language: str) -> Line:
    """A unit as a list shows it."""
    called = f"{row.acronym} – {row.name}" if row.acronym and row.acronym != row.name else row.name
    label = " · ".join(part for part in (spaced(row.code, language), called) if part)
    institute = row.institute.name if row.institute else _("institute unknown")
    detail = ", ".join(part for part in (row.city, institute) if part)
    return Line(row.pk, label, detail, "" if row.is_active else _("closed"), reverse("unit", args=[row.pk]))


def _note(status: str) -> str:
    """What is said of an organisation that is not active."""
    if status == OrganisationStatus.INACTIVE:
        return _("no longer active")
    return _("withdrawn from the registry") if status == OrganisationStatus.WITHDRAWN else ""
