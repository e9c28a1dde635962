"""Who may grant and end which office: one table, read by the actions, the pages and the documentation.

An administrator grants everything. The others grant only what stands below them: the Derci its officers' counterparts
in the institutes, an institute its officers and the directors of its units. Nobody grants an office to themselves,
except an administrator, whose every act is in the history like anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Q

from directory.enums import OFFICE_SCOPES, Role, Scope

if TYPE_CHECKING:
    from directory.models import Institute, Office, RegionalDelegation, Section, Unit
    from directory.standing import Standing

# what an office is held over; None when national
Held: TypeAlias = "Unit | Institute | Section | RegionalDelegation | None"


@dataclass(frozen=True)
class Grant:
    """Whoever holds `by` grants `roles`, everywhere or within the institute they hold it over."""

    by: Role
    over: Scope
    roles: frozenset[Role]


GRANTS = (
    Grant(Role.ADMINISTRATOR, Scope.NATIONAL, frozenset(OFFICE_SCOPES)),
    Grant(
        Role.DERCI_DIRECTOR, Scope.NATIONAL, frozenset({Role.DERCI_OFFICER, Role.INSTITUTE_OFFICER, Role.UNIT_DIRECTOR})
    ),
    Grant(Role.DERCI_OFFICER, Scope.NATIONAL, frozenset({Role.INSTITUTE_OFFICER, Role.UNIT_DIRECTOR})),
    Grant(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, frozenset({Role.INSTITUTE_OFFICER, Role.UNIT_DIRECTOR})),
    Grant(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, frozenset({Role.UNIT_DIRECTOR})),
)


def roles_granted_by(standing: Standing) -> list[Role]:
    """The roles `standing` may grant over some scope, in the order of the vocabulary."""
    roles = {role for grant in GRANTS if standing.holds(grant.by) for role in grant.roles}
    return [role for role in OFFICE_SCOPES if role in roles]


def may_grant(standing: Standing, role: Role, scope: Held) -> bool:
    """Whether `standing` may grant, and end, `role` over `scope` (None: national)."""
    return any(_reaches(grant, standing, scope) for grant in GRANTS if role in grant.roles)


def may_manage(standing: Standing, office: Office) -> bool:
    """Whether `standing` may end this office and name its stand-ins as one of those who grant it."""
    return may_grant(standing, Role(office.role), office.held_over)


def manageable(standing: Standing) -> Q:
    """The offices `standing` may grant and end, as a condition on Office."""
    conditions = [found for grant in GRANTS if (found := _manageable_by(grant, standing)) is not None]
    return reduce(or_, conditions, Q(pk__in=()))


def office_is_visible(standing: Standing) -> Q:
    """The offices `standing` sees: those they may end, those they hold, those they stand in for."""
    if standing.person_id is None:
        return Q(pk__in=())
    return manageable(standing) | Q(person=standing.person_id) | Q(stand_ins__person=standing.person_id)


def _reaches(grant: Grant, standing: Standing, scope: Held) -> bool:
    if grant.over is Scope.NATIONAL:
        return standing.holds_nationally(grant.by)
    return _institute_of(scope) in standing.scope_ids(grant.by, Scope.INSTITUTE)


def _institute_of(scope: Held) -> int | None:
    """The institute a scope belongs to: itself, or the unit's; none for sections and delegations."""
    if scope is None:
        return None
    return scope.pk if scope._meta.model_name == "institute" else getattr(scope, "institute_id", None)


def _manageable_by(grant: Grant, standing: Standing) -> Q | None:
    if not standing.holds(grant.by):
        return None
    roles = Q(role__in=sorted(grant.roles))
    if grant.over is Scope.NATIONAL:
        return roles if standing.holds_nationally(grant.by) else None
    institutes = sorted(standing.scope_ids(grant.by, Scope.INSTITUTE))
    return roles & (Q(institute__in=institutes) | Q(unit__institute__in=institutes))
