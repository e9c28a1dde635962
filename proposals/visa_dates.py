"""Until when the opinion of the unit's director is awaited: one date, always to come when it is asked. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proposals.models import Dossier

# what the triage gives an opinion when no closing says more: long enough for a week of absence, short enough for
# the dossier not to wait longer than its own examination (three weeks)
VISA_DAYS = 10


def visa_due(dossier: Dossier, asked_at: datetime) -> datetime:
    """By when an opinion asked at `asked_at` is to be given. Needs the call of `dossier`. No query.

    The call's own date, else its closing; a dossier that was given more time keeps as long after its closing as the
    call gave. Asked without a closing, or once that date has passed: some days after it was asked.
    """
    call, closes = dossier.call, dossier.closes
    if closes is None or call.closes is None:
        return asked_at + timedelta(days=VISA_DAYS)
    announced = call.visa_closes or call.closes
    due = max(announced, closes + (announced - call.closes))
    return due if due > asked_at else asked_at + timedelta(days=VISA_DAYS)
