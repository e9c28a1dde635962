"""Who confirms what is known of a unit: the officers of its institute, or of any institute while it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from directory.enums import Role, Scope
from directory.models import Institute, Unit
from directory.relations import NONE, ByOffice, Day, Relation, roles_of, visible
from directory.standing import Standing


@dataclass(frozen=True)
class ToAnyInstitute:
    """A unit that has no institute yet may be claimed by whoever holds `role` over one."""

    role: Role

    def subjects(self, standing: Standing) -> Q | None:
        return Q(institute=None) if standing.scope_ids(self.role, Scope.INSTITUTE) else None

    def is_held(self, subject: Any, standing: Standing) -> bool:
        return subject.institute_id is None and bool(standing.scope_ids(self.role, Scope.INSTITUTE))

    def names(self, subject: Any) -> bool:
        return False

    def holders(self, subject: Any, day: Day) -> Q:
        return NONE


CONFIRMERS: tuple[Relation, ...] = (
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ToAnyInstitute(Role.INSTITUTE_OFFICER),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
    ByOffice(Role.ADMINISTRATOR, Scope.NATIONAL),
)


def confirmable(standing: Standing) -> Q:
    """The units `standing` may confirm, as a condition on Unit."""
    return visible(CONFIRMERS, standing)


def may_confirm(standing: Standing, unit: Unit) -> bool:
    """Whether `standing` may confirm this unit."""
    return bool(roles_of(CONFIRMERS, unit, standing))


def institutes_given_by(standing: Standing) -> Q:
    """The institutes `standing` may give a unit: their own, or all of them from a national office."""
    if any(standing.holds_nationally(role) for role in (Role.DERCI_OFFICER, Role.ADMINISTRATOR)):
        return Q()
    return Q(pk__in=sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)))


def may_give(standing: Standing, institute: Institute) -> bool:
    """Whether `standing` may attach a unit to `institute`."""
    return Institute.objects.filter(institutes_given_by(standing), pk=institute.pk).exists()
