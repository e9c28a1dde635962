"""Ending a working copy that is not filed: the filed version stands, what its writers had changed is kept for them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from notifications.mails import post
from proposals.actions.locks import locked_by_carrier
from proposals.actions.restoring import restore_filed
from proposals.content import content_of, typed
from proposals.models import Dossier, SetAside
from workflow.engine import MovedOn, Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

ENDED = ["taken_back_at", "mandated_at", "mandated_by"]


def set_aside(dossier: Dossier, *, at: datetime) -> SetAside | None:
    """Put every row of `dossier` back as filed, and keep what was typed since for its writers alone.

    Inside the caller's transaction, the dossier locked. None when what was typed is what was filed. ValueError for a
    dossier that was never filed.
    """
    whole = Dossier.objects.for_content().get(pk=dossier.pk)
    written = content_of(whole)
    kept = None
    if whole.filing is not None and typed(written) != typed(whole.filing.content):
        kept = SetAside.objects.create(dossier=whole, content=written, at=at)
    restore_filed(whole)
    return kept


def close_correction(locked: Dossier, *, at: datetime) -> SetAside | None:
    """The correction of a dossier taken back is over, and its mandate with it. `locked` by the caller.

    Returns what was kept of it, as `set_aside`.
    """
    kept = set_aside(locked, at=at)
    locked.taken_back_at = locked.mandated_at = locked.mandated_by = None
    locked.save(update_fields=ENDED)
    return kept


@transaction.atomic
def keep_filed(dossier: Dossier, *, at: datetime, by: Standing) -> SetAside | None:
    """The carrier gives the correction up: the filed version stands, the co-editors are told where the copy is kept.

    Returns what was kept, None when nothing had been changed. Raises Refused for anybody else, MovedOn when no
    correction is open any more.
    """
    locked = locked_by_carrier(dossier, by=by)
    _refuse_unless_taken_back(locked)
    kept = close_correction(locked, at=at)
    row = record(locked, "keep-filed", by=by, at=at)
    post("correction.given-up", locked, event=f"correction-given-up-{locked.uid}-{row.seq}")
    return kept


@transaction.atomic
def end_correction(dossier: Dossier, *, reason: str, at: datetime, by: Standing) -> None:
    """The institute's officer ends a correction that no closing would end; its writers are told why.

    Raises Refused for anybody else, without a reason, or where a closing is to come; MovedOn when none is open.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if Role.INSTITUTE_OFFICER not in locked.roles_of(by):
        raise Refused([_("This act belongs to the international service of the dossier’s institute.")])
    _refuse_unless_taken_back(locked)
    if locked.closes is not None:
        raise Refused([_("This call has a closing: the correction ends there by itself.")])
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    close_correction(locked, at=at)
    row = record(locked, "end-correction", by=by, at=at, reason=reason.strip())
    post("correction.ended", locked, event=f"correction-ended-{locked.uid}-{row.seq}")


def _refuse_unless_taken_back(locked: Dossier) -> None:
    if locked.taken_back_at is None:
        raise MovedOn([_("The correction of this dossier is over already. Nothing was done.")])
