"""The reports of an action: which are due, which are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from directory.standing import PARIS
from funding.enums import OPEN_REPORTS, AwardPart

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from funding.models import Award


def content(request: HouseRequest, award: Award) -> dict[str, Any] | None:
    """For whoever reads the reports. One query."""
    if AwardPart.REPORTS not in award.parts_of(request.standing):
        return None
    day = request.received_at.astimezone(PARIS).date()
    found = list(award.reports.order_by("due_on", "kind"))
    for one in found:
        one.award = award
    return {"award": award, "reports": [(one, one.state in OPEN_REPORTS and one.due_on < day) for one in found]}
