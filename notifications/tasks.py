"""The worker's side of the outbox."""

from celery import shared_task

from notifications import delivery, upkeep


@shared_task
def send_due() -> int:
    """Send every mail that is due."""
    return delivery.send_due()


@shared_task
def forget_old_words() -> int:
    """Empty the words of mails sent long ago."""
    return upkeep.forget_old_words()
