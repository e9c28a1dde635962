"""The clock's side of dossiers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from documents.retention import purge_orphans
from proposals.actions import clock, completing, papers, visas


@shared_task(ignore_result=True)
def close_dossiers() -> int:
    """File by mandate, set aside, lapse: whatever has come to its closing."""
    return clock.close_dossiers(timezone.now())


@shared_task(ignore_result=True)
def warn_unfiled() -> int:
    """Warn of complete dossiers that are not filed, and directors of opinions that are awaited."""
    now = timezone.now()
    completing.resume_overdue(now)
    return clock.warn_unfiled(now) + visas.remind_due(now) + visas.ask_waiting(now) + completing.remind_completions(now)


@shared_task(ignore_result=True)
def forget_files() -> int:
    """Delete files that serve no more: taken out long ago and never filed, or left by an act that was rolled back."""
    now = timezone.now()
    return papers.forget_papers(now) + purge_orphans(now)
