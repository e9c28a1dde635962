"""The clock of set-up years: warnings, then the return to the collège. Any number of times, each thing once."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.actions.set_up import OPEN
from funding.models import SetUp
from notifications.mails import post
from workflow.engine import SYSTEM, Refused, perform

logger = logging.getLogger(__name__)


def follow_set_ups(now: datetime | None = None) -> int:
    """Warn of set-up years whose end comes near, return those past it. Returns how many went back."""
    now = now or timezone.now()
    found = SetUp.objects.filter(dossier__state__in=OPEN).select_related("dossier__version", "dossier__carrier")
    return sum(_follow(one, now) for one in found.order_by("pk"))


def _follow(set_up: SetUp, now: datetime) -> bool:
    try:
        day = now.astimezone(PARIS).date()
        if day > set_up.ends_on:
            return _returned(set_up, now)
        _warn(set_up, day)
    except Refused:
        pass  # somebody was quicker
    except Exception:
        logger.exception("The set-up year %s could not be followed.", set_up.pk)
    return False


def due_warning(set_up: SetUp, day: date) -> date | None:
    """The last day of warning that has come; a clock that stood still warns once, not once per month missed."""
    return max((one for one in set_up.warning_days() if one <= day), default=None)


def _warn(set_up: SetUp, day: date) -> None:
    warned = due_warning(set_up, day)
    if warned is not None:
        post("set-up.warning", set_up, event=f"set-up-warning-{set_up.uid}-{set_up.ends_on}-{warned}")


def _returned(set_up: SetUp, now: datetime) -> bool:
    with translation.override("fr"):
        reason = _("The set-up year ended without a signed convention.")
    row = perform(set_up.dossier, "return-to-college", by=SYSTEM, at=now, reason=reason)
    post("set-up.returned", set_up, event=f"set-up-returned-{set_up.uid}-{row.seq}")
    return True
