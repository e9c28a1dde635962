"""Closed vocabularies of calls. Values are opaque slugs: never parsed, never shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallState(TextChoices):
    """Where a call stands. What a date decides (open or not at an instant) is computed from the clock instead."""

    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    DISCARDED = "discarded", _("Discarded")


# what the public may read: everything that was announced, for good
PUBLIC_STATES = (CallState.ANNOUNCED, CallState.OPEN, CallState.CLOSED, CallState.CANCELLED)
# what the clock may still open or close
RUNNING_STATES = (CallState.ANNOUNCED, CallState.OPEN, CallState.CLOSED)


class PriorityKind(TextChoices):
    """What an institute favours. Shown and taggable, never an eligibility filter (product page §1)."""

    THEMATIC = "thematic", _("Theme")
    GEOGRAPHIC = "geographic", _("Countries or region")


class Amendable(TextChoices):
    """What may still change once a call is announced, each time with a reason."""

    CLOSES = "closes", _("Later closing")
    TEXT = "text", _("Text of the call")
