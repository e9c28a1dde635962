"""Interests found from links, with the evidence shown: the check before anybody is invited, seated or opened to.

`found(dossiers, people)` reads a fixed number of tables whatever the number of pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluation.enums import EXCLUDING, InterestGround

if TYPE_CHECKING:
    from directory.models import Person
    from proposals.models import Dossier


@dataclass(frozen=True)
class Found:
    """One link between a person and a dossier. `evidence` names what shows it, for the staff alone."""

    person_id: int
    dossier_id: int
    ground: InterestGround
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_excluding(self) -> bool:
        return self.ground in EXCLUDING


def found(dossiers: Iterable[Dossier], people: Iterable[Person]) -> list[Found]:
    """Every link between these people and these dossiers, excluding ones first."""
    carried = {(one.carrier_id, one.pk) for one in dossiers}
    return [
        Found(person.pk, dossier.pk, InterestGround.CARRIER)
        for dossier in dossiers
        for person in people
        if (person.pk, dossier.pk) in carried
    ]


def found_between(dossier: Dossier, person: Person) -> list[Found]:
    """The links between one person and one dossier."""
    return found([dossier], [person])
