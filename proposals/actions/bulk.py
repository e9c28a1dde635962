"""One act on several dossiers, each in its own transaction; and undoing it where nothing followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from proposals.actions.informing import inform_institute
from proposals.actions.visas import remind_director
from proposals.board.bulk import REMIND, REVERSE, UNDONE_WITHIN, Work, cannot_be_undone, minutes_to_undo, planned
from proposals.models import BulkAct, Dossier
from workflow.engine import Refused, perform
from workflow.models import HistoryRow

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing


def carry_out(work: Work, dossiers: Iterable[Dossier], *, token: UUID, reason: str = "",
              institute: Institute | None = None, at: datetime, by: Standing) -> BulkAct:  # fmt: skip
    """Do `work` on each dossier; what refuses one holds up no other. `token` names one sending of the form.

    What was done is written with each dossier, so that a process killed in the middle tells the truth. The same
    token again does nothing. Raises Refused when the token is somebody else's.
    """
    bulk, is_new = _begun(token, work, at, by)
    if not is_new:
        return bulk
    for dossier in dossiers:
        entry: dict[str, Any] = {"dossier": dossier.pk}
        try:
            with transaction.atomic():
                entry["row"] = _done(work, dossier, reason, institute, at, by)
                _keep(bulk, entry)
        except Refused as refused:
            _keep(bulk, {"dossier": dossier.pk, "reasons": refused.reasons})
    return bulk


def undo(bulk: BulkAct, *, at: datetime, by: Standing) -> BulkAct:
    """Take back each dossier to which nothing happened since. Raises Refused when that cannot be."""
    if reasons := list(why_not_undone(bulk, at=at, by=by)):
        raise Refused(reasons)
    if not BulkAct.objects.filter(pk=bulk.pk, undone_at=None).update(undone_at=at):
        raise Refused([_("This act is undone already.")])
    bulk.undone_at = at
    for entry in bulk.done:
        if entry.get("row"):
            entry.update(_taken_back(bulk.act, entry, at, by))
            bulk.save(update_fields=["done"])
    return bulk


def why_not_undone(bulk: BulkAct, *, at: datetime, by: Standing) -> Iterable[str]:
    """Sentences that refuse undoing the whole."""
    if bulk.person_id != by.person_id:
        yield _("Only the person who did this act can undo it.")
    elif bulk.undone_at is not None:
        yield _("This act is undone already.")
    elif bulk.act not in REVERSE:
        yield cannot_be_undone(bulk.act)
    elif at - bulk.at > UNDONE_WITHIN:
        said = _(
            "An act can be undone for %(minutes)d minutes, and they are over: go on from the page of each dossier."
        )
        yield said % {"minutes": minutes_to_undo()}


def _begun(token: UUID, work: Work, at: datetime, by: Standing) -> tuple[BulkAct, bool]:
    """The row of this sending, and whether it is the first time it comes."""
    if by.person_id is None:
        raise Refused([_("This act belongs to another role than yours.")])
    try:
        with transaction.atomic():
            return BulkAct.objects.create(uid=token, person_id=by.person_id, act=work.name, at=at), True
    except IntegrityError:
        found = BulkAct.objects.filter(uid=token, person=by.person_id).first()
        if found is None:
            raise Refused([_("This form was sent by somebody else: open the board again.")]) from None
        return found, False


def _done(work: Work, dossier: Dossier, reason: str, institute: Institute | None, at: datetime,
          by: Standing) -> int | None:  # fmt: skip
    """Do it on one; the id of the history row that can be undone, if there is one. Refuses as the preview does."""
    if reasons := planned(work, dossier, by=by, at=at).reasons:
        raise Refused(list(reasons))
    if work.asks_institute:
        if institute is None:
            raise Refused([_("Choose the institute to be informed.")])
        inform_institute(dossier, institute=institute, at=at, by=by)
        return None
    if work.name == REMIND:
        visa = dossier.visas.in_force().first()
        if visa is None or not remind_director(visa, at=at, by=by):
            raise Refused([_("The director was reminded less than a day ago.")])
        return None
    return perform(dossier, work.name, by=by, at=at, reason=reason).pk


def _keep(bulk: BulkAct, entry: dict[str, Any]) -> None:
    bulk.done.append(entry)
    bulk.save(update_fields=["done"])


def _taken_back(act: str, entry: dict[str, Any], at: datetime, by: Standing) -> dict[str, Any]:
    """Take one dossier back, if the act is the last thing that happened to it."""
    try:
        with transaction.atomic():
            dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=entry["dossier"])
            last = HistoryRow.objects.filter(
                subject_type=Dossier._meta.label_lower, subject_id=str(dossier.pk)
            ).latest("seq")  # fmt: skip
            if last.pk != entry["row"]:
                raise Refused([_("Something happened to it since: it stays as it is.")])
            row = perform(
                dossier, REVERSE[act].act, by=by, at=at, reason=_("Undone at once: done on several by mistake.")
            )
            return {"undone": row.pk}
    except Refused as refused:
        return {"kept": refused.reasons}
