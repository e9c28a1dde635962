"""Which records are CNRS units, and what they say of them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from directory.enums import NameKind, OrganisationStatus
from directory.registry.codes import is_code, unit_code
from directory.registry.records import Record

CNRS = "02feahw73"
LONGEST_UNIT_NAME = 300
LONGEST_ACRONYM = 60
LONGEST_UNIT_CITY = 120


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What the registry says of one unit; code and acronym may be empty."""

    ror_id: str
    code: str
    name: str
    acronym: str
    city: str
    country: str
    is_active: bool
    parents: tuple[str, ...]

    def institute(self, institutes: Collection[str]) -> str | None:
        """The ROR id of its institute, when the registry names exactly one."""
        named = [parent for parent in self.parents if parent in institutes]
        return named[0] if len(named) == 1 else None


def unit_draft(record: Record, institutes: Collection[str]) -> UnitDraft | None:
    """The unit that this record is, by its parents' ids; None for anything else, the institutes themselves included."""
    if record.ror_id in institutes or not any(parent == CNRS or parent in institutes for parent in record.parents):
        return None
    return UnitDraft(
        ror_id=record.ror_id,
        code=unit_code(name.value for name in record.names),
        name=_name(record)[:LONGEST_UNIT_NAME],
        acronym=_acronym(record),
        city=record.city[:LONGEST_UNIT_CITY],
        country=record.country,
        is_active=record.status is OrganisationStatus.ACTIVE,
        parents=record.parents,
    )


def _name(record: Record) -> str:
    """Its French name, else the one displayed."""
    labels = [name for name in record.names if name.kind is NameKind.LABEL and not is_code(name.value)]
    return next((name.value for name in labels if name.language == "fr"), record.name)


def _acronym(record: Record) -> str:
    acronyms = [name.value for name in record.names if name.kind is NameKind.ACRONYM and not is_code(name.value)]
    return next((value for value in acronyms if len(value) <= LONGEST_ACRONYM), "")
