"""Importing a file of the registry: read whole first, then written in batches, each in its transaction.

A file that cannot be read to its end changes nothing. An import that was interrupted is run again: what is there
already is recognised and left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import Institute, Organisation, OrganisationName
from directory.registry.errors import BadFile, BadRecord
from directory.registry.reading import values
from directory.registry.records import Record, parse
from directory.registry.structures import Links, write_links
from directory.registry.units import unit_draft
from directory.search.subjects import rebuild

BATCH = 1000
# the registry holds about 120 000 records: a file with ten times as many is not one of its files
MOST_RECORDS = 1_200_000
FIELDS = ("name", "acronym", "country", "city", "latitude", "longitude", "website", "status", "weight")

Progress = Callable[[str, float], None]


@dataclass
class Outcome:
    """What an import did, to be told to the person who ran it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    units_created: int = 0
    units_updated: int = 0
    left_aside: list[BadRecord] = field(default_factory=list)

    @property
    def records(self) -> int:
        return self.created + self.updated + self.unchanged


def import_file(path: Path, progress: Progress = lambda step, done: None) -> Outcome:
    """Import the registry's file at `path`. Raises BadFile, and then nothing was written.

    `progress` is told the step ("read", "write", "index") and its share done, between 0 and 1.
    """
    outcome = Outcome()
    _check(path, lambda done: progress("read", done), outcome)
    records = _good_records(path, lambda done: progress("write", done))
    write_records(records, outcome)
    progress("index", 0)
    rebuild()
    progress("index", 1)
    return outcome


def write_records(records: Iterable[Record], outcome: Outcome) -> None:
    """Write these records and what ties them together; the index of the type-ahead is left to the caller."""
    institutes = frozenset(one for one in Institute.objects.values_list("ror_id", flat=True) if one)
    links = Links()
    remaining = iter(records)
    while batch := list(islice(remaining, BATCH)):
        _write(batch, outcome)
        for record in batch:
            links.add(record, unit_draft(record, institutes))
    outcome.units_created, outcome.units_updated = write_links(links)


def _check(path: Path, progress: Callable[[float], None], outcome: Outcome) -> None:
    """Read the file to its end: it is whole, of the right schema, and names each record once."""
    places: dict[str, int] = {}
    for place, value in enumerate(values(path, progress), start=1):
        try:
            record = parse(value, place)
        except BadRecord as problem:
            outcome.left_aside.append(problem)
            continue
        if record.ror_id in places:
            said = _("The record %(id)s is there twice: it is record %(first)s and record %(second)s of the file.")
            raise BadFile(said % {"id": record.ror_id, "first": places[record.ror_id], "second": place})
        places[record.ror_id] = place
        if place > MOST_RECORDS:
            raise BadFile(_("The file has more records than the registry ever published."))
    if not places:
        raise BadFile(_("The file holds no record of the registry in schema v2."))


def _good_records(path: Path, progress: Callable[[float], None]) -> Iterator[Record]:
    for place, value in enumerate(values(path, progress), start=1):
        try:
            yield parse(value, place)
        except BadRecord:
            continue  # told when the file was checked


@transaction.atomic
def _write(batch: list[Record], outcome: Outcome) -> None:
    """Create or update the organisations of these records with their names; unchanged ones are not touched."""
    known = dict(
        Organisation.objects.filter(ror_id__in=[record.ror_id for record in batch]).values_list("ror_id", "fingerprint")
    )
    changed = [(record, record.fingerprint) for record in batch]
    changed = [(record, print_) for record, print_ in changed if known.get(record.ror_id) != print_]
    rows = Organisation.objects.bulk_create(
        [_organisation(record, print_) for record, print_ in changed],
        update_conflicts=True,
        unique_fields=["ror_id"],
        update_fields=[*FIELDS, "fingerprint"],
    )
    _write_names(dict(zip((row.pk for row in rows), (record for record, _print in changed), strict=True)), known)
    updated = sum(record.ror_id in known for record, _print in changed)
    outcome.updated += updated
    outcome.created += len(changed) - updated
    outcome.unchanged += len(batch) - len(changed)


def _organisation(record: Record, fingerprint: str) -> Organisation:
    values_ = {name: getattr(record, name) for name in FIELDS}
    return Organisation(ror_id=record.ror_id, fingerprint=fingerprint, **values_)


def _write_names(records: dict[int, Record], known: Container[str | None]) -> None:
    OrganisationName.objects.filter(
        organisation__in=[pk for pk, one in records.items() if one.ror_id in known]
    ).delete()
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation_id=pk, value=name.value, language=name.language, kind=name.kind)
        for pk, record in records.items()
        for name in record.names
    )
