"""What the worker does by itself in the evaluation."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from evaluation.actions.releasing import release_due
from evaluation.runs import sweep


@shared_task(ignore_result=True)
def release_results() -> int:
    """Publish the results that are due. Run again, it goes on where it stopped."""
    return release_due(timezone.now())


@shared_task(ignore_result=True)
def assign_reviewers() -> int:
    """Compute, apply or undo the automatic assignments that wait. Run again, it goes on where it stopped."""
    return sweep()
