"""The clock of set-up years: past its day the dossier goes back to the collège. Any number of times, once.

What warns before that day stands in `reminders/set_up.py`.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.actions.set_up import OPEN
from funding.models import SetUp
from notifications.mails import post
from workflow.engine import SYSTEM, Refused, perform

logger = logging.getLogger(__name__)


def follow_set_ups(now: datetime | None = None) -> int:
    """Return the set-up years that are past their day. Returns how many went back."""
    now = now or timezone.now()
    day = now.astimezone(PARIS).date()
    found = SetUp.objects.filter(dossier__state__in=OPEN).select_related("dossier__version", "dossier__carrier")
    over = Q(extended_until__lt=day) | Q(extended_until=None, due_on__lt=day)
    return sum(_follow(one, now) for one in found.filter(over).order_by("pk"))


def _follow(set_up: SetUp, now: datetime) -> bool:
    try:
        return _returned(set_up, now)
    except Refused:
        pass  # somebody was quicker
    except Exception:
        logger.exception("The set-up year %s could not be followed.", set_up.pk)
    return False


def _returned(set_up: SetUp, now: datetime) -> bool:
    with translation.override("fr"):
        reason = _("The set-up year ended without a signed convention.")
    row = perform(set_up.dossier, "return-to-college", by=SYSTEM, at=now, reason=reason)
    post("set-up.returned", set_up, event=f"set-up-returned-{set_up.uid}-{row.seq}")
    return True
