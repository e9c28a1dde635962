"""« File at the closing as it stands »: a mandate given in advance by the carrier, and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.locks import locked_by_carrier
from proposals.models import Dossier
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# a mandate is kept so long before the closing: the call is open on [opens, closes)
LAST_INSTANT = timedelta(microseconds=1)


@transaction.atomic
def give_mandate(dossier: Dossier, *, at: datetime, by: Standing) -> None:
    """The house files the dossier at its closing, if nothing blocks then. Raises Refused without a closing to come."""
    locked = locked_by_carrier(dossier, by=by)
    if not locked.is_editable_whole:
        raise Refused([_("This dossier is filed already, or can no longer be filed.")])
    if locked.lacks_invitation:
        raise Refused([_("In this call, only the teams that are invited file.")])
    if locked.closes is None or at >= locked.closes:
        raise Refused([_("There is no closing to come for this dossier: file it yourself.")])
    if locked.mandated_at is None:
        locked.mandated_at, locked.mandated_by_id = at, by.person_id
        locked.save(update_fields=["mandated_at", "mandated_by"])
        record(locked, "mandate", by=by, at=at)


@transaction.atomic
def end_mandate(dossier: Dossier, *, at: datetime, by: Standing) -> None:
    """The house no longer files the dossier by itself."""
    locked = locked_by_carrier(dossier, by=by)
    if locked.mandated_at is not None:
        locked.mandated_at = locked.mandated_by = None
        locked.save(update_fields=["mandated_at", "mandated_by"])
        record(locked, "end-mandate", by=by, at=at)
