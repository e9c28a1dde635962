"""Who may own a new call: each pair of an instrument and an owner offered to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from directory.enums import Role, Scope
from directory.models import Institute
from instruments.registry import all_instruments

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument


NATIONAL_WORD = "national"


@dataclass(frozen=True)
class Ownership:
    """One call a person may prepare: for this instrument, in the name of this institute (none: the Derci)."""

    definition: Instrument
    institute: Institute | None

    @property
    def word(self) -> str:
        """How an address names the owner."""
        return self.institute.code.lower() if self.institute else NATIONAL_WORD


def possible_owners(standing: Standing) -> list[Ownership]:
    """Every ownership open to `standing`, in the order of instruments. One query at most."""
    ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    institutes = list(Institute.objects.filter(pk__in=ids)) if ids else []
    return [
        Ownership(definition, institute)
        for definition in all_instruments()
        for institute in _owners(definition, standing, institutes)
    ]


def _owners(definition: Instrument, standing: Standing, institutes: list[Institute]) -> list[Institute | None]:
    owners: list[Institute | None] = []
    if Role.DERCI_OFFICER in definition.entry.opened_by and standing.holds_nationally(Role.DERCI_OFFICER):
        owners.append(None)
    if Role.INSTITUTE_OFFICER in definition.entry.opened_by:
        owners.extend(institutes)
    return owners
