"""What a dedicated unit has of its own: resources planned and entered, by line, and the people assigned to it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from funding.access import STAFF
from funding.enums import AwardPart, EntryKind, Ledger
from funding.ledger import COUNTS
from funding.models import SetUp

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Award


def content(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """For whoever reads the money of a laboratory in a dedicated unit, announced or known. Four queries; else one."""
    kept = award.rules.dedicated_unit
    if AwardPart.MONEY not in award.parts_of(request.standing) or kept is None:
        return None
    found = SetUp.objects.filter(dossier=award.dossier_id).first()
    if award.dedicated_unit_id is None and (found is None or not found.is_dedicated):
        return None
    planned: dict[str, Decimal] = defaultdict(Decimal)
    entered: dict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for one in found.resources.all() if found else ():
        planned[one.line] += one.euros
    for entry in award.entries.filter(ledger=Ledger.OWN_RESOURCES).order_by("pk"):
        if entry.kind == EntryKind.NOTIFIED:
            entered[entry.line, False] += entry.amount
        else:
            entered[entry.line, True] += COUNTS[EntryKind(entry.kind)] * entry.amount
    sums = [(planned[one.slug], entered[one.slug, False], entered[one.slug, True]) for one in kept.lines]
    is_staff = bool(award.roles_of(request.standing) & STAFF)
    return {
        "award": award, "sums": [sum(column, Decimal(0)) for column in zip(*sums, strict=True)],
        "rows": [(line.label, *row) for line, row in zip(kept.lines, sums, strict=True)],
        "staff": list(found.staff.all()) if found else [], "announced": found.unit_name if found else "",
        "can_name": is_staff and award.dedicated_unit_id is None,
    }  # fmt: skip
