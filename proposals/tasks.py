"""The clock's side of dossiers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from proposals.actions import clock, visas


@shared_task(ignore_result=True)
def close_dossiers() -> int:
    """File by mandate, set aside, lapse: whatever has come to its closing."""
    return clock.close_dossiers(timezone.now())


@shared_task(ignore_result=True)
def warn_unfiled() -> int:
    """Warn of complete dossiers that are not filed, and directors of opinions that are awaited."""
    now = timezone.now()
    return clock.warn_unfiled(now) + visas.remind_due(now) + visas.ask_waiting(now)
