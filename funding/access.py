"""Who stands how towards a running action, and who reads which part of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from directory.enums import Role, Scope
from directory.relations import ByLink, ByOffice, ByRows, know
from funding.enums import AwardPart

if TYPE_CHECKING:
    from directory.standing import Standing

# of a member: they write the reports with the carrier
CO_WRITES = Q(person__isnull=False, writes=True, left_on=None)
AWARD_RELATIONS = (
    ByLink(Role.CARRIER, "carrier"),
    ByRows(Role.COEDITOR, "funding.AwardMember", "award", where=CO_WRITES),
    ByOffice(Role.UNIT_DIRECTOR, Scope.UNIT, "unit"),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL),
    ByOffice(Role.FINANCE_OFFICER, Scope.NATIONAL),
    ByOffice(Role.FINANCE_OFFICER, Scope.DELEGATION, "delegation"),
)  # fmt: skip

WRITERS = frozenset({Role.CARRIER, Role.COEDITOR})
INSTITUTE = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION})
DERCI = frozenset({Role.DERCI_OFFICER, Role.DERCI_DIRECTOR})
FINANCE = frozenset({Role.FINANCE_OFFICER})
STAFF = INSTITUTE | DERCI
READERS = WRITERS | STAFF | FINANCE | {Role.UNIT_DIRECTOR}

AWARD_PARTS = {
    AwardPart.CONTENT: READERS,
    AwardPart.MONEY: READERS,
    AwardPart.REPORTS: READERS,
    AwardPart.AMENDMENTS: READERS,
    AwardPart.HISTORY: WRITERS | STAFF | {Role.UNIT_DIRECTOR},
    AwardPart.NOTES: STAFF,
}


def know_writers(awards: Iterable[Any]) -> None:
    """Read who writes the reports of these actions in one query, so that a list asks their roles for nothing more."""
    from funding.models import AwardMember

    found = list(awards)
    by_award: dict[int, set[int]] = {one.pk: set() for one in found}
    rows = AwardMember.objects.filter(CO_WRITES, award__in=list(by_award))
    for award_id, person_id in rows.order_by().values_list("award", "person"):
        by_award[award_id].add(person_id)
    for one in found:
        know(one, Role.COEDITOR, by_award[one.pk])


def written_by(standing: Standing) -> Q:
    """Of reports: those of the actions this person carries, or whose reports they write with the carrier. No query."""
    from funding.models import AwardMember

    shared = AwardMember.objects.filter(CO_WRITES, person=standing.person_id).order_by().values("award")
    return Q(award__carrier=standing.person_id) | Q(award__in=shared)
