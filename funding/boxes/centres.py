"""The running actions that lean on an international research center: public facts alone (product page §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from instruments.models import Centre


def leaning(request: HouseRequest, centre: Centre) -> dict[str, Any] | None:
    """Title, instrument, unit, end of those that are not closed; for everybody. One query."""
    from funding.models import Award

    found = list(Award.objects.leaning_on(centre))
    return {"awards": found} if found else None
