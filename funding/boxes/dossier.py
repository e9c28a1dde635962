"""What a dossier's page shows of the action that came out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proposals.enums import DossierState

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from proposals.models import Dossier


def award(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The way to the action, once it has started, for whoever reads it. One query then, none before."""
    from funding.models import Award

    if dossier.state != DossierState.STARTED:
        return None
    found = Award.objects.visible_to(request.standing).filter(dossier=dossier.pk).first()
    return {"award": found} if found else None
