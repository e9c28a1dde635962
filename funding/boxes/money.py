"""The tranches of an action, what is paid of each, and what blocks the others."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from directory.standing import PARIS
from funding.access import INSTITUTE, STAFF
from funding.actions.derogations import GIVERS, NOT_PAID
from funding.actions.plans import LIVING
from funding.enums import AwardPart, ChangeState, EntryKind, Ledger, TrancheState
from funding.grounds import grounds_of
from funding.ledger import COUNTS
from funding.models import Derogation
from funding.payable import Block, blocks, is_derogated, sentences

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Award, Tranche


def content(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """For whoever reads the money. Six queries."""
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
    for row in rows:
        found = set(blocks(grounds[row["tranche"].pk], day))
        row["is_to_come"] = Block.NOT_YET in found
        row["lacks_report"] = row["tranche"].state in NOT_PAID and bool(found & {Block.SCIENTIFIC, Block.FINANCIAL})
    roles = award.roles_of(request.standing)
    in_force = {one.tranche_id: one for one in Derogation.objects.filter(tranche__in=tranches, ended_at=None)
                .select_related("given_by").order_by("pk")}  # fmt: skip
    for row in rows:
        row["derogation"] = in_force.get(row["tranche"].pk)
        row["can_derogate"] = bool(row["lacks_report"] and roles & GIVERS)
    changes = list(award.changes.order_by("-proposed_at", "-pk"))
    for change in changes:
        change.award = award
    return {
        "award": award, "rows": rows, "entries": entries, "can_derogate": bool(roles & GIVERS),
        "can_reshape": award.state in LIVING and bool(roles & STAFF), "changes": changes,
        "can_propose": award.state in LIVING and bool(roles & INSTITUTE) and not any(
            one.state == ChangeState.PROPOSED for one in changes
        ), "given_up": sum((one.amount for one in tranches if one.state == TrancheState.CANCELLED), Decimal(0)),
    }  # fmt: skip


def _row(tranche: Tranche, paid: Decimal, blocks: list[str], is_derogated: bool) -> dict[str, Any]:
    is_open = tranche.state == TrancheState.PLANNED
    return {"tranche": tranche, "paid": paid, "blocks": blocks if is_open else [],
            "is_payable": is_open and not blocks, "is_derogated": is_open and is_derogated}  # fmt: skip
