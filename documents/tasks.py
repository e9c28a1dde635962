"""The worker's side: PDF that were asked, files that were sent."""

from celery import shared_task
from django.utils import timezone

from documents import annexes, checks, exports, renderings


@shared_task
def sweep_renderings() -> int:
    """Make every PDF asked and not made."""
    return renderings.sweep()


@shared_task
def purge_renderings() -> int:
    """Forget files that a newer content replaced a month ago; look again at those that could not be read."""
    return renderings.purge() + annexes.look_again(timezone.now())


@shared_task
def sweep_files() -> int:
    """Check every file that waits."""
    return checks.sweep()


@shared_task
def sweep_exports() -> int:
    """Make every file of rows asked and not made."""
    return exports.sweep()


@shared_task
def purge_exports() -> int:
    """Forget files of rows after a day."""
    return exports.purge(timezone.now())
