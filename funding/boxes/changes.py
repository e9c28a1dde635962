"""The requests for changes of an action, its closure, the dossier that goes on after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from directory.standing import PARIS
from funding.access import STAFF, WRITERS
from funding.actions import renewing
from funding.actions.amending import ASKING
from funding.calendar import month_of
from funding.closing import check_list, unspent
from funding.enums import AwardPart, AwardState, LineKind, ReportState
from funding.querysets.of_dossier import RENEWAL

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Award
    from proposals.models import Dossier


def amendments(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """Requests made, and the way to make one. One query."""
    if AwardPart.AMENDMENTS not in award.parts_of(request.standing):
        return None
    found = list(award.amendments.select_related("asked_by"))
    for one in found:
        one.award = award
    can_ask = bool(award.roles_of(request.standing) & ASKING) and award.state != AwardState.CLOSED
    return {"award": award, "amendments": found, "can_ask": can_ask} if found or can_ask else None


def closure(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """The check list, once the action has ended. Six queries then, none before."""
    if award.state != AwardState.CLOSING or not award.roles_of(request.standing) & (STAFF | WRITERS):
        return None
    return {"award": award, "items": list(check_list(award)), "unspent": unspent(award)}


def renewal(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """What may follow, from when, and the dossier opened for it."""
    roles = award.roles_of(request.standing)
    if not roles & (WRITERS | STAFF):
        return None
    slug = renewing.next_slug(award)
    if slug is None:
        return None
    opened = award.renewals.select_related("dossier__version", "dossier__call").defer("dossier__version__rules").first()
    month = month_of(award.starts_on, request.received_at.astimezone(PARIS).date())
    is_early = renewing.not_yet(award, request.received_at)
    calls = [] if is_early or opened else renewing.open_calls(award, request.received_at, request.standing)
    return {"award": award, "opened": opened, "is_early": is_early, "opens_month": renewing.opens_on_month(award),
            "month": month, "calls": calls, "is_same": slug == award.instrument_slug}  # fmt: skip


def renewed_by_dossier(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """On the page of a renewal dossier: what the action before it has done. For whoever reads the dossier's content."""
    from funding.models import ReportComment, ReportLine

    if not dossier.roles_of(request.standing) & (WRITERS | STAFF):
        return None
    found = RENEWAL.first_of(dossier)
    if found is None:
        return None
    accepted = Q(report__award=found.award_id, report__state=ReportState.ACCEPTED)
    counts = ReportLine.objects.filter(accepted).order_by().aggregate(
        **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in LineKind}
    )  # fmt: skip
    outputs = ReportLine.objects.filter(accepted, kind=LineKind.PUBLICATION).order_by("report__year", "position", "pk")
    remarks = ReportComment.objects.filter(report__award=found.award_id).select_related("by", "report")
    return {"renewal": found, "award": found.award, "counts": counts, "outputs": list(outputs[:50]),
            "remarks": list(remarks.order_by("at", "pk")[:50])}  # fmt: skip
