"""What a dossier's page shows of the action that came out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funding.querysets.of_dossier import AWARD
from proposals.enums import DossierState

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from proposals.models import Dossier


def award(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The way to the action, once it has started, for whoever reads it. Two queries then, none before."""
    if dossier.state != DossierState.STARTED:
        return None
    found = AWARD.first(dossier=dossier.pk)
    return {"award": found} if found is not None and found.roles_of(request.standing) else None
