"""What follows in the evaluation from a move of a dossier, a review, a session, a ranking or a publication."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from evaluation.effects import end_reviews
from evaluation.models import PanelSession, Ranking, Release, Review
from proposals.models import Dossier
from workflow.signals import moved


@receiver(moved, sender=Review)
@receiver(moved, sender=PanelSession)
@receiver(moved, sender=Ranking)
@receiver(moved, sender=Release)
def keep_since_when(sender: Any, subject: Any, row: Any, **kwargs: Any) -> None:
    """Since when it is in its state: lists show the age."""
    sender.objects.filter(pk=subject.pk).update(state_since=row.at)


@receiver(moved, sender=Dossier)
def await_nobody(sender: type[Dossier], subject: Dossier, row: Any, **kwargs: Any) -> None:
    """A dossier that is over awaits no review."""
    if subject.current_state.is_final:
        end_reviews(subject.pk, at=row.at, reason=_("The dossier is no longer evaluated."))
