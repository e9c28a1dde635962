"""The clock's side of calls."""

from celery import shared_task

from instruments.actions.clock import move_due_calls


@shared_task(ignore_result=True, soft_time_limit=50, time_limit=60)
def move_calls() -> int:
    """Record the openings and closings that have come."""
    return move_due_calls()
