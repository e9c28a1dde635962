"""What a person is today: the offices they hold or stand in for, read once per request, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from directory.enums import Role, Scope
from directory.models import Person
from directory.models.offices import SCOPE_FIELDS
from directory.querysets.offices import EXERCISED

PARIS = ZoneInfo("Europe/Paris")
NATIONAL = (Scope.NATIONAL, None)
NOTHING: frozenset[int | None] = frozenset()


@dataclass(frozen=True)
class HeldOffice:
    """One office as rights read it: a role and the id of its scope (none when national)."""

    role: Role
    scope: Scope
    scope_id: int | None


@dataclass(frozen=True)
class Standing:
    """Who asks, and with which offices. `person_id` is None for the public."""

    person_id: int | None
    offices: frozenset[HeldOffice] = frozenset()

    @property
    def itself(self) -> Standing:
        """This standing, out of the lazy object that a request carries: what asks it many things asks it directly."""
        return self

    @cached_property
    def _scopes(self) -> dict[tuple[Role, Scope], frozenset[int | None]]:
        """What each office is held over."""
        found: dict[tuple[Role, Scope], set[int | None]] = {}
        for office in self.offices:
            found.setdefault((office.role, office.scope), set()).add(office.scope_id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def holds(self, role: Role) -> bool:
        """Whether the office is held over any scope."""
        return any(office.role == role for office in self.offices)

    def scope_ids(self, role: Role, scope: Scope) -> frozenset[int]:
        """Ids of the units (institutes, …) over which `role` is held."""
        return cast("frozenset[int]", self._scopes.get((role, scope), NOTHING))

    def holds_nationally(self, role: Role) -> bool:
        return (role, Scope.NATIONAL) in self._scopes

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held over whatever scope: what menus are made of, never a right by itself."""
        return frozenset(office.role for office in self.offices)


NOBODY = Standing(person_id=None)


def paris_today() -> date:
    """Today's date in Paris: offices begin and end there."""
    return timezone.now().astimezone(PARIS).date()


def standing_of(person: Person | AnonymousUser, day: date | None = None) -> Standing:
    """The standing of `person` on `day` (Paris date, today by default). One query; none for the public."""
    if not person.is_authenticated or not person.is_active:
        return NOBODY
    rows = EXERCISED.rows(person=person.pk, day=day or paris_today())
    return Standing(person.pk, frozenset(_as_held(role, ids) for role, *ids in rows))


def _as_held(role: str, ids: list[int | None]) -> HeldOffice:
    """`ids`: those of the scope columns, in their order; none of them is filled when the office is national."""
    scope, scope_id = next(((kind, pk) for kind, pk in zip(SCOPE_FIELDS, ids, strict=True) if pk), NATIONAL)
    return HeldOffice(Role(role), scope, scope_id)
