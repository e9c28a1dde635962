"""What a dossier's page shows of the action that came out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from directory.enums import Role
from directory.relations import know
from funding.querysets.of_dossier import AWARD
from proposals.enums import DossierState

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from proposals.models import Dossier


def award(request: HouseRequest, dossier: Dossier) -> dict[str, Any] | None:
    """The way to the action, once it has started, for whoever reads it. One query then, none before."""
    if dossier.state != DossierState.STARTED:
        return None
    person = request.standing.person_id or 0
    found = AWARD.first(dossier=dossier.pk, person=person)
    if found is None:
        return None
    # of those who write its reports, the reader alone matters here
    know(found, Role.COEDITOR, [person] if found.is_of_reader else ())
    return {"award": found} if found.roles_of(request.standing) else None
