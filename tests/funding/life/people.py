"""Everybody around the actions: two institutes, three délégations, their offices, the directorate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from directory.enums import Role
from directory.models import Institute, Person, RegionalDelegation, Unit
from directory.standing import Standing, standing_of
from tests.factories import a_delegation, a_person, a_unit, an_institute, an_office

ZONES = ("Europe/Paris", "Europe/Paris", "Asia/Tokyo", "America/Santiago")


@dataclass
class People:
    """Who holds what; standings are read once, for nobody's office ends."""

    units: list[Unit] = field(default_factory=list)
    _of: dict[tuple[Role, int | None], Standing] = field(default_factory=dict)
    _known: dict[int, Standing] = field(default_factory=dict)
    everybody: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        institutes = [an_institute() for _turn in range(2)]
        delegations = [a_delegation() for _turn in range(3)]
        for role in (Role.DERCI_OFFICER, Role.DERCI_DIRECTOR, Role.SECURITY_OFFICER):
            self._seat(role, None)
        for institute in institutes:
            self._seat(Role.INSTITUTE_OFFICER, institute)
            self._seat(Role.INSTITUTE_DIRECTION, institute)
        for delegation in delegations:
            self._seat(Role.FINANCE_OFFICER, delegation)
        for place in range(4):
            unit = a_unit(institute=institutes[place % 2], delegation=delegations[place % 3])
            self._seat(Role.UNIT_DIRECTOR, unit)
            self.units.append(unit)
        self.delegations = delegations

    def _seat(self, role: Role, over: Institute | RegionalDelegation | Unit | None) -> None:
        person = self.somebody()
        an_office(person, role, over)
        self._of[role, over.pk if over else None] = self._known[person.pk] = standing_of(person)

    def somebody(self, unit: Unit | None = None) -> Person:
        """Another person, who reads one of the two languages and lives somewhere."""
        number = len(self.everybody)
        made = a_person(password=None, unit=unit, language=("fr", "en")[number % 2], time_zone=ZONES[number % 4])
        self.everybody.append(made)
        return made

    def a_carrier(self, number: int) -> Person:
        return self.somebody(self.units[number % len(self.units)])

    def standing(self, person_id: int) -> Standing:
        """How a person stands, without their offices read again."""
        return self._known.setdefault(person_id, Standing(person_id))

    @property
    def derci(self) -> Standing:
        return self._of[Role.DERCI_OFFICER, None]

    @property
    def head(self) -> Standing:
        """The Derci's director."""
        return self._of[Role.DERCI_DIRECTOR, None]

    @property
    def security(self) -> Standing:
        return self._of[Role.SECURITY_OFFICER, None]

    def officer(self, of: Any) -> Standing:
        """The international officer of the institute of a dossier or an action."""
        return self._of[Role.INSTITUTE_OFFICER, of.institute_id]

    def direction(self, of: Any) -> Standing:
        return self._of[Role.INSTITUTE_DIRECTION, of.institute_id]

    def finance(self, delegation_id: int | None) -> Standing:
        return self._of[Role.FINANCE_OFFICER, delegation_id]

    def holding(self, role: Role) -> dict[int | None, Standing]:
        """Everybody who holds this office, by the id of what it is held over."""
        return {scope: standing for (one, scope), standing in self._of.items() if one == role}
