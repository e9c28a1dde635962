"""The worker's side: PDF that were asked."""

from celery import shared_task

from documents import renderings


@shared_task(ignore_result=True, soft_time_limit=110, time_limit=120)
def sweep_renderings() -> int:
    """Make every PDF asked and not made."""
    return renderings.sweep()


@shared_task(ignore_result=True)
def purge_renderings() -> int:
    """Forget files that a newer content replaced a month ago."""
    return renderings.purge()
