"""What follows for running actions from a move of a dossier, an action, a tranche, a batch or a report."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from funding.actions.set_up import convention_day, follow_start
from funding.actions.starting import start_award
from funding.models import Award, GrantChange, PaymentBatch, Report, Tranche
from notifications.mails import post
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.signals import moved


@receiver(moved, sender=Award)
@receiver(moved, sender=Tranche)
@receiver(moved, sender=PaymentBatch)
@receiver(moved, sender=Report)
@receiver(moved, sender=GrantChange)
def keep_since_when(sender: Any, subject: Any, row: Any, **kwargs: Any) -> None:
    """Since when it is in its state: lists show the age."""
    sender.objects.filter(pk=subject.pk).update(state_since=row.at)


@receiver(moved, sender=Dossier)
def start(sender: type[Dossier], subject: Dossier, row: Any, act: Any, **kwargs: Any) -> None:
    """The end of the dossier's life is the start of the action's, in the same transaction."""
    if subject.state == DossierState.STARTED:
        starts_on = act.data.get("starts_on") or convention_day(subject)
        award = start_award(subject, starts_on=starts_on, at=row.at, by=act.by)
        follow_start(award)
        post("award.started", award, event=f"award-started-{award.uid}")
