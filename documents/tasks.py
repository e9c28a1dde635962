"""The worker's side: PDF that were asked, files that were sent."""

from celery import shared_task

from documents import checks, renderings


@shared_task
def sweep_renderings() -> int:
    """Make every PDF asked and not made."""
    return renderings.sweep()


@shared_task
def purge_renderings() -> int:
    """Forget files that a newer content replaced a month ago."""
    return renderings.purge()


@shared_task
def sweep_files() -> int:
    """Check every file that waits."""
    return checks.sweep()
