"""Who looks at the board and when: what they hold, the parts they read, the names that filters and cells need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from directory.enums import Role, Scope
from directory.models import Institute, RegionalDelegation
from directory.relations import parts_of
from instruments.enums import PriorityKind
from instruments.models import Call, Priority
from instruments.registry import all_instruments
from proposals.access import DOSSIER_PARTS, STAFF
from proposals.querysets.board import on_board, on_board_apart

if TYPE_CHECKING:
    from directory.standing import Standing
    from proposals.querysets import DossierQuerySet

MOST_PRIORITIES = 200


@dataclass(frozen=True, eq=False)
class Frame:
    """One reader in one place of the board: their own dossiers, or those that their institute is informed of.

    What needs the database is read when it is first asked for, once.
    """

    standing: Standing
    now: datetime
    language: str
    is_informed: bool = False

    @cached_property
    def roles(self) -> frozenset[Role]:
        if self.is_informed:
            return frozenset({Role.INFORMED_INSTITUTE})
        return frozenset(role for role in STAFF if self.standing.holds(role))

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of these dossiers that the reader may know of."""
        return parts_of(DOSSIER_PARTS, self.roles)

    @property
    def is_national(self) -> bool:
        return self.standing.holds_nationally(Role.DERCI_OFFICER) or self.standing.holds_nationally(Role.DERCI_DIRECTOR)

    @cached_property
    def institute_ids(self) -> frozenset[int]:
        """The institutes over which the reader examines."""
        held = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION)
        return frozenset().union(*(self.standing.scope_ids(role, Scope.INSTITUTE) for role in held))

    @property
    def may_be_informed(self) -> bool:
        """Whether others' dossiers can reach the reader: the Derci has them all already."""
        return not self.is_national and bool(self.standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))

    @property
    def has_several_institutes(self) -> bool:
        return self.is_national or self.is_informed or len(self.institute_ids) > 1

    def dossiers(self) -> DossierQuerySet:
        return on_board(self.standing, is_informed=self.is_informed)

    def dossiers_apart(self) -> list[DossierQuerySet]:
        return on_board_apart(self.standing, is_informed=self.is_informed)

    @cached_property
    def calls(self) -> dict[int, Call]:
        """Calls that are announced, the latest first."""
        found = Call.objects.visible_to(self.standing).order_by("-year", "slug")
        return found.only("pk", "slug", "year", "instrument_slug", "title_fr", "title_en").in_bulk()

    @cached_property
    def institutes(self) -> dict[int, Institute]:
        return Institute.objects.only("pk", "code", "name").order_by("name").in_bulk()

    @cached_property
    def delegations(self) -> dict[int, RegionalDelegation]:
        return RegionalDelegation.objects.only("pk", "number", "name").order_by("number").in_bulk()

    @cached_property
    def priorities(self) -> dict[int, Priority]:
        """Countries that the reader's institutes favour, in all calls (for the Derci, all institutes)."""
        found = Priority.objects.filter(kind=PriorityKind.GEOGRAPHIC)
        if not self.is_national:
            found = found.filter(institute__in=self.institute_ids)
        ordered = found.order_by("-call__year", "institute__name", "pk")[:MOST_PRIORITIES]
        return {one.pk: one for one in ordered}

    def acronym(self, slug: str) -> str:
        return _acronyms().get(slug, slug)


def _acronyms() -> dict[str, str]:
    return {one.slug: one.acronym for one in all_instruments()}
