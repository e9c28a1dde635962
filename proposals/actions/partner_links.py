"""The foreign partner's signed links: what they are for, and when they give nothing any more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from documents.links import revoke_links
from workflow.history import record

if TYPE_CHECKING:
    from proposals.models import Dossier, Partner
    from workflow.history import Actor

PURPOSE = "partner"


def withdraw_links(dossier: Dossier, partner: Partner, *, at: datetime, by: Actor) -> bool:
    """No link sent for `partner` gives anything any more, and the history says so; whether there was one.

    Inside the caller's transaction, with `dossier` locked; may `by` do it is the caller's question.
    """
    if not revoke_links(partner, PURPOSE):
        return False
    record(dossier, "withdraw-partner-link", by=by, at=at, partner=str(partner))
    return True
