"""What follows from a move of a dossier, whoever made it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from directory.enums import Role
from directory.signals import office_granted
from documents.enums import IntakeState
from documents.models import StoredFile
from documents.signals import checked, readable_changed
from instruments.models import Call
from instruments.signals import closing_postponed
from notifications.mails import post
from proposals import guards
from proposals.actions.visas import ask_waiting, move_dates
from proposals.board.listing import VERDICTS, list_verdicts
from proposals.checked import checked as checked_now
from proposals.enums import VisaState
from proposals.models import Attachment, Dossier, Visa
from workflow.engine import SYSTEM, perform
from workflow.history import record
from workflow.signals import moved


@receiver(moved, sender=Dossier)
def keep_since_when(sender: type[Dossier], subject: Dossier, row: Any, **kwargs: Any) -> None:
    """Since when a dossier is in its state: the board shows its age against the target."""
    Dossier.objects.filter(pk=subject.pk).update(state_since=row.at)


@receiver(moved, sender=Dossier)
def ask_no_longer(sender: type[Dossier], subject: Dossier, row: Any, **kwargs: Any) -> None:
    """Of a dossier that is over, no opinion is awaited any more."""
    if not subject.current_state.is_final:
        return
    for visa in subject.visas.filter(state__in=(VisaState.PREPARED, VisaState.ASKED)):
        perform(visa, "supersede", by=SYSTEM, at=row.at)


@receiver(moved, sender=Dossier)
def come_back_where_it_was(sender: type[Dossier], subject: Dossier, row: Any, act: Any, **kwargs: Any) -> None:
    """Sent back by the other institute, a dossier passed on once admissible has not to be admitted twice."""
    if row.act == "send-back" and not list(guards.was_admissible(subject, act)):
        perform(subject, "find-admissible-again", by=SYSTEM, at=row.at)


# how the life of an opinion is told in the dossier's own history
TOLD = {"ask": "ask-visa", "give": "give-visa", "waive": "waive-visa"}


@receiver(moved, sender=Visa)
def tell_dossier(sender: type[Visa], subject: Visa, row: Any, act: Any, **kwargs: Any) -> None:
    """The dossier's history says what became of the director's opinion."""
    if row.act in TOLD:
        reason = row.reason.text if row.reason else ""
        record(subject.dossier, TOLD[row.act], by=act.by, at=row.at, reason=reason, **row.data)


@receiver(office_granted)
def ask_new_director(office: Any, **kwargs: Any) -> None:
    """Requests that waited for a director leave when one is in office."""
    if office.role == Role.UNIT_DIRECTOR:
        ask_waiting(timezone.now(), unit_id=office.unit_id)


@receiver(closing_postponed, sender=Call)
def await_opinions_later(call: Call, at: datetime, by: Any, **kwargs: Any) -> None:
    """Opinions already asked in a call are awaited as long after its new closing."""
    move_dates(call=call, at=at, by=by)


@receiver(checked, sender=StoredFile)
def tell_refusal(stored: StoredFile, **kwargs: Any) -> None:
    """A paper refused once the dossier is filed, or that a partner sent: nobody is on the page to see it.

    The board counts it no more in what the rules find; the version received stays as it is.
    """
    if stored.state != IntakeState.REFUSED:
        return
    _lose(stored)
    for paper in Attachment.objects.filter(file=stored).select_related("dossier", "partner"):
        paper.file = stored
        if _names(paper.dossier, stored) or (paper.partner_id and paper.removed_at is None):
            post("dossier.paper-refused", paper, event=f"paper-refused-{stored.uid}")


@receiver(readable_changed, sender=StoredFile)
def show_unread(stored: StoredFile, **kwargs: Any) -> None:
    """The page of the dossier says which documents its print is without, and asks no query for it."""
    uid = str(stored.uid)
    holding = Dossier.objects.filter(attachments__file=stored).distinct()
    for dossier in Dossier.objects.select_for_update(of=("self",)).filter(pk__in=holding.values("pk")).order_by("pk"):
        others = [one for one in dossier.unread_papers if one != uid]
        dossier.unread_papers = [*others, uid] if stored.unread_at else others
        dossier.save(update_fields=["unread_papers"])


def _lose(stored: StoredFile) -> None:
    """Judge again, for the board, the filed versions that name `stored`. A filing under way is waited for."""
    holding = Dossier.objects.filter(attachments__file=stored).values("pk")
    # nothing joined: what a filing has written meanwhile is read once it has ended
    for dossier in Dossier.objects.select_for_update().filter(pk__in=holding).order_by("pk"):
        if dossier.filing is not None and _names(dossier, stored):
            # read anew: what this process keeps of a version is what was committed
            found = checked_now(dossier.rules, dossier.filing.content, dossier.filing.kind)
            list_verdicts(dossier, found.verdicts)
            dossier.save(update_fields=VERDICTS)


def _names(dossier: Dossier, stored: StoredFile) -> bool:
    """Whether the version that stands names this file."""
    papers = dossier.filing.content["papers"] if dossier.filing else ()
    return any(one["file"] == str(stored.uid) for one in papers)
