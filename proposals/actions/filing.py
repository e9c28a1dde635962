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
from proposals.querysets.writing import FILING, where_it_stands
from proposals.references import next_reference, put_back
from workflow.engine import Act, MovedOn, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing


def submit_dossier(dossier: Dossier, *, at: datetime, by: Standing) -> Filing:
    """File the dossier, or file it again after it was taken back; `at` is the reception (aware UTC) and decides.

    One transaction: state, frozen content, hash, receipt, request to the director, mails; the reference is taken just
    before it, so that filings do not wait for each other's end. Raises Refused with what blocks, MovedOn for a double
    click: then the filing that stands is `dossier.filing`.
    """
    state, taken_back_at, reference = where_it_stands(dossier)
    if state == S.FILED and taken_back_at is not None:
        return _refile(dossier, at=at, by=by)
    reserved = "" if reference or not _may_be_filed(dossier, at) else next_reference(dossier)
    try:
        return _file(dossier, reserved, at=at, by=by)
    except Refused:
        if reserved:
            put_back(dossier, reserved)
        raise


@transaction.atomic
def _file(dossier: Dossier, reserved: str, *, at: datetime, by: Standing) -> Filing:
    perform(dossier, "submit", by=by, at=at, reference=reserved)
    return _standing_filing(dossier)


def _may_be_filed(dossier: Dossier, at: datetime) -> bool:
    """Whether it is worth reserving a reference: neither a double click nor a filing that comes too late."""
    return dossier.is_editable_whole and dossier.may_be_received_at(at)


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


@transaction.atomic
def _refile(given: Dossier, *, at: datetime, by: Standing) -> Filing:
    dossier, act = locked_by_carrier(given, by=by), Act(None, by, at)
    if dossier.taken_back_at is None:
        # filed again meanwhile: the engine says by whom and when
        return _file(given, "", at=at, by=by)
    refusals = [*guards.is_in_time(dossier, act), *guards.nothing_blocks(dossier, act)]
    if refusals:
        raise Refused(refusals)
    file_again(dossier, act)
    return _standing_filing(dossier)


def _standing_filing(dossier: Dossier) -> Filing:
    standing: Filing = FILING.first(dossier=dossier.pk)
    return standing
