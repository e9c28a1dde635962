"""What the clock does with dossiers at their closing: it files by mandate, sets aside, lapses.

Each dossier has its own transaction; run twice, or killed at any point, nothing is done twice and the next run ends
what is left (product page §3).
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from notifications.mails import post
from proposals import guards
from proposals.actions.mandates import LAST_INSTANT
from proposals.actions.refiling import file_again
from proposals.actions.setting_aside import close_correction
from proposals.enums import DossierState as S
from proposals.models import Dossier
from workflow.engine import SYSTEM, Act, Refused, perform
from workflow.history import record

logger = logging.getLogger(__name__)


def close_dossiers(now: datetime) -> int:
    """Everything whose closing has come, grace counted. Returns how many dossiers were dealt with."""
    done = 0
    for pk in list(Dossier.objects.closed_by(now).values_list("pk", flat=True)):
        try:
            done += _close(pk, now)
        except Exception:
            # one dossier in trouble must not hold up those behind it; it is tried again at the next run
            logger.exception("The closing of dossier %s failed.", pk)
    return done


@transaction.atomic
def _close(pk: int, now: datetime) -> bool:
    dossier = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=pk)
    is_open = dossier.state in (S.DRAFT, S.INVITED, S.ADVISED_AGAINST, S.EXPRESSED) or dossier.taken_back_at
    if not is_open or dossier.closes is None or dossier.may_be_received_at(now):
        return False
    if dossier.mandated_at is not None and _filed_by_mandate(dossier):
        return True
    if dossier.taken_back_at is not None:
        _set_aside(dossier, now)
    else:
        _lapse(dossier, now)
    return True


def _filed_by_mandate(dossier: Dossier) -> bool:
    """File it, dated to the last instant before its closing; what blocks is told to the carrier."""
    if dossier.closes is None:
        return False
    at = dossier.closes - LAST_INSTANT
    try:
        if dossier.taken_back_at is None:
            perform(dossier, "submit", by=SYSTEM, at=at)
        else:
            _refile(dossier, at)
    except Refused as refused:
        record(dossier, "end-mandate", by=SYSTEM, at=at, reason=" ".join(refused.reasons))
        return False
    return True


def _refile(dossier: Dossier, at: datetime) -> None:
    act = Act(None, SYSTEM, at)
    if refusals := list(guards.nothing_blocks(dossier, act)):
        raise Refused(refusals)
    file_again(dossier, act)


def _set_aside(dossier: Dossier, now: datetime) -> None:
    """The filed version stands; what was changed is kept for its writers, who are told."""
    close_correction(dossier, at=now)
    row = record(dossier, "set-aside", by=SYSTEM, at=now)
    post("dossier.set-aside", dossier, event=f"dossier-set-aside-{dossier.uid}-{row.seq}")


def _lapse(dossier: Dossier, now: datetime) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(mandated_at=None, mandated_by=None)
    perform(dossier, "lapse", by=SYSTEM, at=now)
