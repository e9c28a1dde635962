"""The clock's side of dossiers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from documents.retention import purge_orphans
from proposals.actions import clock, completing, lookups, papers, visas


@shared_task(ignore_result=True)
def close_dossiers() -> int:
    """File by mandate, set aside, lapse: whatever has come to its closing."""
    return clock.close_dossiers(timezone.now())


@shared_task(ignore_result=True)
def go_on() -> int:
    """Examine as filed what was not completed in time; ask for the opinions that waited for a director in office."""
    now = timezone.now()
    return completing.resume_overdue(now) + visas.ask_waiting(now)


@shared_task(ignore_result=True)
def forget_files() -> int:
    """Delete files that serve no more: taken out long ago and never filed, or left by an act that was rolled back."""
    now = timezone.now()
    return papers.forget_papers(now) + purge_orphans(now)


@shared_task(ignore_result=True)
def look_publications_up() -> int:
    """Ask the registry of DOIs about what was given by its DOI alone."""
    return lookups.look_up(timezone.now())
