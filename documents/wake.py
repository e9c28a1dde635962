"""Waking a worker: a wish, never a need, since a sweep finds every row that waits."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: Any) -> None:
    """Ask a worker to run `task` now. Without a broker, or while it is down, the sweep does it. Never raises."""
    if not settings.REDIS_URL:
        return
    try:
        task.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker does not answer: the sweep will do it.")
