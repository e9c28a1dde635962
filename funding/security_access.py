"""Who learns of a security opinion: those who examine the dossier, and the security officer. Nobody who writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from directory.enums import Role, Scope
from directory.relations import ByOffice, holders, visible
from proposals.access import DOSSIER_RELATIONS, STAFF, WRITERS

if TYPE_CHECKING:
    from directory.standing import Standing
    from funding.models import SecurityOpinion
    from proposals.models import Dossier

SECURITY = (ByOffice(Role.SECURITY_OFFICER, Scope.NATIONAL),)
EXAMINING = tuple(one for one in DOSSIER_RELATIONS if one.role in STAFF)
# who keeps the notes on countries, and who reads them
NOTE_KEEPERS = frozenset({Role.SECURITY_OFFICER, Role.ADMINISTRATOR})


def may_know(dossier: Dossier, standing: Standing) -> bool:
    """Whether this reader of the dossier may learn of its security opinion: they examine it and do not write it."""
    roles = dossier.roles_of(standing)
    return bool(roles & STAFF) and not roles & WRITERS


def roles_towards_opinion(opinion: SecurityOpinion, standing: Standing) -> frozenset[str]:
    """The offices that count here; whoever writes the dossier has none, whatever they hold."""
    roles = opinion.dossier.roles_of(standing)
    if roles & WRITERS:
        return frozenset()
    security = {Role.SECURITY_OFFICER} if standing.holds_nationally(Role.SECURITY_OFFICER) else set()
    return frozenset((roles & STAFF) | security)


def opinions_of(standing: Standing) -> Q:
    """Which opinions `standing` reads: a condition on the opinion."""
    own = Q(dossier__carrier=standing.person_id) | Q(dossier__in=_written(standing))
    read = Q() if standing.holds_nationally(Role.SECURITY_OFFICER) else prefixed(visible(EXAMINING, standing))
    return read & ~own if standing.person_id else Q(pk__in=())


def prefixed(condition: Q, path: str = "dossier") -> Q:
    """A condition on a dossier, said of rows that point to it by `path`."""
    made = Q(_connector=condition.connector, _negated=condition.negated)
    children: list[Any] = list(condition.children)
    for child in children:
        made.children.append(prefixed(child, path) if isinstance(child, Q) else (f"{path}__{child[0]}", child[1]))
    return made


def holders_of_opinion(opinion: SecurityOpinion) -> Any:
    """The security officers of today, those who write the dossier left out."""
    people = holders(SECURITY, opinion, Role.SECURITY_OFFICER)
    writing = [person.pk for role in WRITERS for person in opinion.dossier.holders(role)]
    return people.exclude(pk__in=writing)


def _written(standing: Standing) -> list[int]:
    from proposals.models import Coeditor

    rows = Coeditor.objects.filter(person=standing.person_id, removed_at=None)
    return list(rows.order_by().values_list("dossier", flat=True))
