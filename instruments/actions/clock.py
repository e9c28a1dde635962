"""What the clock does with calls: each opening and closing recorded at its announced instant."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from instruments.models import Call
from workflow.engine import SYSTEM, Refused, perform

if TYPE_CHECKING:
    pass


def move_due_calls(now: datetime | None = None) -> int:
    """Record every opening and closing that has come, each dated to its announced instant. Returns how many."""
    now = now or timezone.now()
    moved = 0
    for call in Call.objects.due_to_begin(now):
        moved += _moved_by_the_clock(call, "begin", call.opens or now)
    for call in Call.objects.due_to_close(now):
        moved += _moved_by_the_clock(call, "close", call.closes or now)
    return moved


def _moved_by_the_clock(call: Call, name: str, instant: datetime) -> int:
    try:
        perform(call, name, by=SYSTEM, at=instant)
    except Refused:  # another worker was first, or the closing was moved meanwhile
        return 0
    return 1
