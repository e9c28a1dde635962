"""What the calendar alone does to running actions: each one in a transaction of its own, any number of times."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from directory.standing import PARIS
from funding.models import Award
from workflow.engine import SYSTEM, Refused, perform

logger = logging.getLogger(__name__)


def end_what_is_over(now: datetime | None = None) -> int:
    """Actions whose last day (Paris) is past await their closure. Returns how many ended."""
    now = now or timezone.now()
    return sum(_end(award, now) for award in Award.objects.over_by(now.astimezone(PARIS).date()).order_by("pk"))


def _end(award: Award, now: datetime) -> bool:
    try:
        perform(award, "end", by=SYSTEM, at=now)
    except Refused:
        return False  # another worker was quicker
    except Exception:
        logger.exception("The action %s could not be ended.", award.pk)
        return False
    return True
