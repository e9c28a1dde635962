"""Filing, filing again, taking back, withdrawing: what the carrier does with the whole dossier."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import guards
from proposals.actions.locks import locked_by_carrier
from proposals.actions.refiling import file_again
from proposals.enums import DossierState as S
from proposals.models import Dossier, Filing
from workflow.engine import Act, MovedOn, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing


@transaction.atomic
def submit_dossier(dossier: Dossier, *, at: datetime, by: Standing) -> Filing:
    """File the dossier, or file it again after it was taken back; `at` is the reception (aware UTC) and decides.

    One transaction: state, frozen content, hash, reference, receipt, request to the director, mails. Raises Refused
    with what blocks, MovedOn for a double click: then the filing that stands is `dossier.filing`.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if locked.state == S.FILED and locked.taken_back_at is not None:
        return _refile(locked_by_carrier(dossier, by=by), at=at, by=by)
    perform(dossier, "submit", by=by, at=at)
    return _standing_filing(dossier)


@transaction.atomic
def take_back(dossier: Dossier, *, at: datetime, by: Standing) -> None:
    """Open a working copy before the closing; the filed version stays valid and the state stays filed."""
    locked = locked_by_carrier(dossier, by=by)
    if locked.state != S.FILED:
        raise MovedOn([_("This dossier can no longer be taken back: the institute has begun to examine it.")])
    if locked.taken_back_at is not None:
        return
    if not locked.may_be_received_at(at):
        raise Refused(
            [_("The closing has passed: the filed version stands. Write to the institute if you must correct it.")]
        )
    locked.taken_back_at = at
    locked.save(update_fields=["taken_back_at"])
    record(locked, "take-back", by=by, at=at)


def _refile(dossier: Dossier, *, at: datetime, by: Standing) -> Filing:
    act = Act(None, by, at)
    refusals = [*guards.is_in_time(dossier, act), *guards.nothing_blocks(dossier, act)]
    if refusals:
        raise Refused(refusals)
    file_again(dossier, act)
    return _standing_filing(dossier)


def _standing_filing(dossier: Dossier) -> Filing:
    return Filing.objects.filter(dossier=dossier).latest("number")
