"""Waking the postman: a wish, never a need, since the sweep finds every row that is due."""

from __future__ import annotations

import logging

from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def nudge_postman() -> None:
    """Ask a worker to empty the outbox now. Without a broker, or while it is down, the sweep does it."""
    if settings.REDIS_URL:
        from notifications.tasks import send_due

        wake(send_due)


def wake(task: object, *arguments: object) -> None:
    """Put a task in the broker if it answers; never raises, never waits for a broker that is down."""
    try:
        task.apply_async(arguments, retry=False)
    except OperationalError:
        logger.warning("The broker does not answer: the sweep will do it.")
