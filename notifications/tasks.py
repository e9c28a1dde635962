"""The worker's side of the outbox and of reminders."""

from celery import shared_task
from django.utils import timezone

from notifications import delivery, upkeep
from notifications.reminding import run


@shared_task
def send_due() -> int:
    """Send every mail that is due."""
    return delivery.send_due()


@shared_task(ignore_result=True)
def remind() -> int:
    """Say every reminder that is ready."""
    return run.remind(timezone.now())


@shared_task
def forget_old_words() -> int:
    """Empty the words of mails sent long ago."""
    return upkeep.forget_old_words()
