"""Closed vocabularies of notifications."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    """Where a mail of the outbox stands."""

    HELD = "held", _("Held until its release")
    PENDING = "pending", _("To be sent")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    STOPPED = "stopped", _("No longer needed")


class Rhythm(TextChoices):
    """How often somebody is reminded of one kind of thing."""

    DAILY = "daily", _("Every morning there is something")
    WEEKLY = "weekly", _("On Mondays, for the week")
    URGENT = "urgent", _("Only within 48 hours")
