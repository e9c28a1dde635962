"""What ties records together, written once all organisations are there: successors, units, supervising bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models, transaction

from directory.models import Institute, Organisation, Unit
from directory.registry.records import Record
from directory.registry.units import UnitDraft

CHUNK = 1000
# always as the registry says; code and institute are the officer's once confirmed
DESCRIBED = ("name", "acronym", "city", "country", "is_active")

Pairs = set[tuple[int, int]]


@dataclass
class Links:
    """What an import learnt of the ties between records, by ROR id."""

    successors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: dict[str, UnitDraft] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)

    def add(self, record: Record, draft: UnitDraft | None) -> None:
        """Remember the ties of one record."""
        self.records.add(record.ror_id)
        if record.successors:
            self.successors[record.ror_id] = record.successors
        if draft:
            self.units[record.ror_id] = draft


def write_links(links: Links) -> tuple[int, int]:
    """Write them in one transaction; how many units were created and updated."""
    wanted = set(links.units) | set(links.successors)
    wanted.update(other for others in links.successors.values() for other in others)
    wanted.update(parent for draft in links.units.values() for parent in draft.parents)
    with transaction.atomic():
        ids = _ids(wanted)
        _write_successors(links, ids)
        return _write_units(links.units, ids)


def _ids(ror_ids: set[str]) -> dict[str, int]:
    """The row of each of these records; those never imported are missing."""
    found: dict[str, int] = {}
    for chunk in _chunks(sorted(ror_ids)):
        rows = Organisation.objects.filter(ror_id__in=chunk).values_list("ror_id", "pk")
        found.update((ror_id, pk) for ror_id, pk in rows if ror_id)
    return found


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _write_successors(links: Links, ids: dict[str, int]) -> None:
    through = Organisation.successors.through
    there = set(
        through.objects.filter(from_organisation__ror_id__isnull=False).values_list(
            "from_organisation__ror_id", "from_organisation_id", "to_organisation_id"
        )
    )
    # the ties of records that are not in this file stay
    before = {(source, target) for ror_id, source, target in there if ror_id in links.records}
    after = {
        (ids[ror_id], ids[other]) for ror_id, others in links.successors.items() for other in others if other in ids
    }
    _tie(through, "from_organisation_id", "to_organisation_id", before, after)


def _write_units(drafts: dict[str, UnitDraft], ids: dict[str, int]) -> tuple[int, int]:
    institutes = {ror_id: pk for ror_id, pk in Institute.objects.values_list("ror_id", "pk") if ror_id}
    there = {unit.organisation_id: unit for unit in Unit.objects.exclude(organisation=None).select_for_update()}
    typed = _typed(drafts)
    new: list[Unit] = []
    changed: list[Unit] = []
    for ror_id, draft in drafts.items():
        unit = there.get(ids[ror_id]) or typed.pop(draft.code, None) or Unit()
        before = _said(unit)
        unit.organisation_id = ids[ror_id]
        _describe(unit, draft, institutes)
        if unit.pk is None:
            new.append(unit)
        elif _said(unit) != before:
            changed.append(unit)
    Unit.objects.bulk_create(new)
    Unit.objects.bulk_update(changed, [*DESCRIBED, "code", "institute", "organisation"], batch_size=200)
    _write_supervisors(drafts, ids)
    return len(new), len(changed)


def _typed(drafts: dict[str, UnitDraft]) -> dict[str, Unit]:
    """Units typed by people which the registry now knows: the only one of a code that only one record has."""
    drafted = Counter(draft.code for draft in drafts.values())
    rows = list(Unit.objects.filter(organisation=None).exclude(code="").select_for_update())
    entered = Counter(unit.code for unit in rows)
    return {unit.code: unit for unit in rows if entered[unit.code] == drafted[unit.code] == 1}


def _describe(unit: Unit, draft: UnitDraft, institutes: dict[str, int]) -> None:
    """Give the unit what the registry says, except what an officer confirmed; nothing known is forgotten."""
    for name in DESCRIBED:
        setattr(unit, name, getattr(draft, name))
    if unit.confirmed_at is None:
        unit.code = draft.code or unit.code
        unit.institute_id = institutes.get(draft.institute(institutes) or "") or unit.institute_id


def _said(unit: Unit) -> tuple[object, ...]:
    return (*(getattr(unit, name) for name in DESCRIBED), unit.code, unit.institute_id, unit.organisation_id)


def _write_supervisors(drafts: dict[str, UnitDraft], ids: dict[str, int]) -> None:
    through = Unit.supervisors.through
    units = dict(Unit.objects.exclude(organisation=None).values_list("organisation__ror_id", "pk"))
    described = {units[ror_id] for ror_id in drafts}
    pairs = through.objects.values_list("unit_id", "organisation_id")
    before = {(unit, organisation) for unit, organisation in pairs if unit in described}
    after = {
        (units[ror_id], ids[parent]) for ror_id, draft in drafts.items() for parent in draft.parents if parent in ids
    }
    _tie(through, "unit_id", "organisation_id", before, after)


def _tie(through: type[models.Model], left: str, right: str, before: Pairs, after: Pairs) -> None:
    """Make the rows of a many-to-many table those of `after`, touching only what differs."""
    for one, other in sorted(before - after):
        through._default_manager.filter(**{left: one, right: other}).delete()
    through._default_manager.bulk_create(through(**{left: one, right: other}) for one, other in sorted(after - before))
