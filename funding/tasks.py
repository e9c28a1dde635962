"""Work of the worker for running actions."""

from celery import shared_task
from django.utils import timezone

from funding.actions import batches, clock, set_up_clock, spending


@shared_task(ignore_result=True)
def follow_the_calendar() -> None:
    """End what is over; the beat asks every hour, and nothing is lost when it did not."""
    clock.end_what_is_over()
    batches.settle_all()
    set_up_clock.follow_set_ups()


@shared_task(ignore_result=True)
def forget_spending_files() -> int:
    """Files of spent amounts that were shown and never written serve no more after a month."""
    return spending.purge(timezone.now())
