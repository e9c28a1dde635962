"""Who decides on a request for a change: the office of its kind, or the next one above that somebody else holds.

Nobody decides on what they asked (product page §6 gives each kind its approver). Where the office of the kind is
vacant, or held by nobody but who asks, the request goes up the line, so that none stays without a next actor: the rule
is read as an office for one request, and as a condition for lists (a test holds both equal).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from directory.enums import Role, Scope
from directory.models import Office
from directory.querysets import held_on
from funding.amendment_kinds import KINDS

if TYPE_CHECKING:
    from directory.standing import Standing
    from funding.models import Amendment, Award

LINE = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR)
OF_INSTITUTE = LINE[:2]


def offices_for(award: Award, asked_by: int | None) -> Callable[[str], Role]:
    """The office that decides on each kind of change that this person asks. A query for each office looked into."""

    @cache
    def is_held(role: Role) -> bool:
        return bool(award.holders(role).exclude(pk=asked_by).exists())

    def office(kind: str) -> Role:
        line = LINE[LINE.index(KINDS[kind].approver) :]
        return next((role for role in line if is_held(role)), line[-1])

    return office


def office_of(amendment: Amendment) -> Role:
    """The office that decides on this request today. One query, more where an office is vacant."""
    return offices_for(amendment.award, amendment.asked_by_id)(amendment.kind)


def decided_by(standing: Standing, day: date) -> Q | None:
    """The requests that this person decides on, but for their own; None when no office of theirs decides. No query."""
    found = [where & _reach(role, day) for role in LINE if (where := _scope_of(standing, role)) is not None]
    return reduce(or_, found) & ~Q(asked_by=standing.person_id) if found else None


def _scope_of(standing: Standing, role: Role) -> Q | None:
    if standing.holds_nationally(role):
        return Q()
    ids = standing.scope_ids(role, Scope.INSTITUTE)
    return Q(award__institute__in=sorted(ids)) if ids else None


def _reach(role: Role, day: date) -> Q:
    """What comes to an office: its own kinds, and those of the office below where nobody else holds that one."""
    found = _of_kinds(LINE[0])
    for below, above in pairwise(LINE[: LINE.index(role) + 1]):
        found = _of_kinds(above) | ~Exists(_others(below, day)) & found
    return found


def _of_kinds(role: Role) -> Q:
    return Q(kind__in=[kind for kind, one in KINDS.items() if one.approver == role])


def _others(role: Role, day: date) -> Any:
    """Whoever holds the office of a request's institute (or nationally), or stands in, and did not ask it."""
    over = {"institute": OuterRef("award__institute")} if role in OF_INSTITUTE else {"institute": None}
    asked_by = OuterRef("asked_by")
    holds = Q(person__is_active=True) & ~Q(person=asked_by)
    stands_in = held_on(day, "stand_ins__") & Q(stand_ins__person__is_active=True) & ~Q(stand_ins__person=asked_by)
    return Office.objects.held_on(day).filter(holds | stands_in, role=role, **over).order_by()
