"""The worker's side of the outbox."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from notifications import delivery

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, soft_time_limit=50, time_limit=60)
def sweep_outbox() -> int:
    """Send every mail that is due."""
    return delivery.sweep()


def wake_outbox() -> None:
    """Ask a worker to sweep now. A broker that is down delays the mail until the next sweep, and stops nothing."""
    try:
        sweep_outbox.apply_async(retry=False)
    except OperationalError:
        log.warning("The broker does not answer: mails wait for the next sweep.")
