"""The tranches of an action, what is paid of each, and what blocks the others."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from directory.standing import PARIS
from funding.enums import AwardPart, EntryKind, Ledger, TrancheState
from funding.grounds import grounds_of
from funding.ledger import COUNTS
from funding.payable import is_derogated, sentences

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Award, Tranche


def content(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """For whoever reads the money. Four queries."""
    if AwardPart.MONEY not in award.parts_of(request.standing):
        return None
    tranches = list(award.tranches.order_by("number"))
    for one in tranches:
        one.award = award
    paid: dict[int | None, Decimal] = defaultdict(Decimal)
    entries = list(award.entries.filter(ledger=Ledger.CREDITS).order_by("entered_at", "pk"))
    for entry in entries:
        paid[entry.tranche_id] += COUNTS[EntryKind(entry.kind)] * entry.amount
    grounds, day = grounds_of(tranches), request.received_at.astimezone(PARIS).date()
    rows = [_row(one, paid[one.pk], sentences(grounds[one.pk], day), is_derogated(grounds[one.pk], day))
            for one in tranches]  # fmt: skip
    return {"award": award, "rows": rows, "entries": entries}


def _row(tranche: Tranche, paid: Decimal, blocks: list[str], is_derogated: bool) -> dict[str, Any]:
    is_open = tranche.state == TrancheState.PLANNED
    return {"tranche": tranche, "paid": paid, "blocks": blocks if is_open else [],
            "is_payable": is_open and not blocks, "is_derogated": is_open and is_derogated}  # fmt: skip
