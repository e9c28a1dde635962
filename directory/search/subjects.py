"""What organisations and units are found by, and in which order the index takes them: best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from directory.models import Organisation, OrganisationName, SearchKind, Unit
from directory.search import index

CHUNK = 2000


@dataclass
class Entry:
    """One thing to index: its id, the texts whose words find it, and its whole names."""

    pk: int
    texts: list[str]
    names: list[str]


def rebuild() -> None:
    """Build both indexes afresh from what the directory holds."""
    written = index.replace(SearchKind.ORGANISATION, index.Index(_organisations()))
    written |= index.replace(SearchKind.UNIT, index.Index(_units()))
    if written and connection.vendor == "postgresql":
        # a table that has just grown a hundredfold is read whole until its figures are taken again
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def append_organisation(organisation: Organisation) -> None:
    """Make an organisation entered by hand findable."""
    index.append(SearchKind.ORGANISATION, _organisation_entry(organisation, _names_of([organisation.pk])))


def append_unit(unit: Unit) -> None:
    """Make a unit entered by hand, or what was newly confirmed of one, findable."""
    index.append(SearchKind.UNIT, _unit_entry(unit, _names_of([unit.organisation_id])))


def _organisations() -> Iterator[Entry]:
    """Active ones first, then the better known, then by name."""
    rows = Organisation.objects.best_first().only("pk", "city", "ror_id", "name")
    wanted = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(wanted, CHUNK)):
        names = _names_of(row.pk for row in chunk)
        yield from (_organisation_entry(row, names) for row in chunk)


def _units() -> Iterator[Entry]:
    """Active ones first, then the better known, then by code and name."""
    rows = Unit.objects.select_related("organisation").best_first()
    wanted = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(wanted, CHUNK)):
        names = _names_of(row.organisation_id for row in chunk)
        yield from (_unit_entry(row, names) for row in chunk)


def _names_of(pks: Iterable[int | None]) -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    rows = OrganisationName.objects.filter(organisation__in=[pk for pk in pks if pk]).order_by("pk")
    for pk, value in rows.values_list("organisation_id", "value"):
        found[pk].append(value)
    return found


def _organisation_entry(row: Organisation, names: dict[int | None, list[str]]) -> Entry:
    called = [row.name, *names.get(row.pk, [])]
    return Entry(row.pk, [*called, row.city, row.ror_id or ""], called)


def _unit_entry(row: Unit, names: dict[int | None, list[str]]) -> Entry:
    called = [text for text in (row.code, row.acronym, row.name, *names.get(row.organisation_id, [])) if text]
    ror_id = row.organisation.ror_id if row.organisation else None
    return Entry(row.pk, [*called, row.city, ror_id or ""], called)
