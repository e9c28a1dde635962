"""Closed vocabularies of documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RenderingState(TextChoices):
    """Where a PDF to be made stands."""

    PENDING = "pending", _("To be made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class IntakeState(TextChoices):
    """Where the check of a received file stands."""

    PENDING = "pending", _("Being checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
