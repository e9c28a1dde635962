"""What follows for letters, set-up years and security opinions from a move of a dossier, or the check of a file."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone, translation

from documents.enums import IntakeState
from documents.models import StoredFile
from documents.signals import checked
from funding.actions import letters, security, set_up
from funding.enums import CommitmentState
from funding.models import Commitment, CommitmentLetter, SecurityOpinion
from notifications.mails import post
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import SYSTEM, perform
from workflow.signals import moved


@receiver(moved, sender=Commitment)
@receiver(moved, sender=SecurityOpinion)
def keep_since_when(sender: Any, subject: Any, row: Any, **kwargs: Any) -> None:
    """Since when it is in its state."""
    sender.objects.filter(pk=subject.pk).update(state_since=row.at)


@receiver(moved, sender=Dossier)
def follow_dossier(sender: type[Dossier], subject: Dossier, row: Any, act: Any, **kwargs: Any) -> None:
    """Letters are gathered, the clock starts or goes on, an opinion is awaited no longer."""
    if subject.state == DossierState.LETTERS:
        letters.open_board(subject, at=row.at)
    elif subject.state == DossierState.SET_UP:
        set_up.open_set_up(subject, at=row.at)
    elif subject.state == DossierState.SET_UP_EXTENDED:
        most = subject.rules.formalisation.set_up_extension_months or 0
        set_up.extend(subject, months=act.data.get("months") or most, at=row.at)
    elif subject.current_state.is_final and subject.state != DossierState.STARTED:
        security.withdraw_awaited(subject, row.at)
    if subject.state in (DossierState.LETTERS, DossierState.SET_UP):
        post("formalisation.opened", subject, event=f"formalisation-opened-{subject.uid}-{row.seq}")


@receiver(checked, sender=StoredFile)
def return_refused_letter(stored: StoredFile, **kwargs: Any) -> None:
    """A letter that the check refuses does not count: the institution and the officers are told why."""
    if stored.state != IntakeState.REFUSED:
        return
    found = CommitmentLetter.objects.filter(file=stored, removed_at=None).select_related("commitment").first()
    if found is None:
        return
    letter = Commitment.objects.for_page().get(pk=found.commitment_id)
    if letter.state != CommitmentState.SIGNED or letter.dossier.state != DossierState.LETTERS:
        return
    with translation.override("fr"):
        reason = stored.refusal
    perform(letter, "reject", by=SYSTEM, at=timezone.now(), reason=reason)
    post("commitment.refused", letter, event=f"commitment-refused-{stored.uid}")
