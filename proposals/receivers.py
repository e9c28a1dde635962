"""What follows from a move of a dossier, whoever made it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from proposals.models import Dossier
from workflow.signals import moved


@receiver(moved, sender=Dossier)
def keep_since_when(sender: type[Dossier], subject: Dossier, row: Any, **kwargs: Any) -> None:
    """Since when a dossier is in its state: the board shows its age against the target."""
    Dossier.objects.filter(pk=subject.pk).update(state_since=row.at)
