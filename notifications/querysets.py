"""Reading the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count

from directory.enums import Role
from notifications.enums import MailState

if TYPE_CHECKING:
    from directory.standing import Standing


class OutboxQuerySet(models.QuerySet):
    """Mails as the postman and the administrator read them."""

    def visible_to(self, standing: Standing) -> Self:
        """Who was written to is the administrator's business alone; the words are nobody's."""
        return self if standing.holds_nationally(Role.ADMINISTRATOR) else self.none()

    def due(self, now: datetime) -> Self:
        """Mails to send now, the urgent first, then the oldest."""
        return self.filter(state=MailState.PENDING, due_at__lte=now).order_by("-is_urgent", "due_at", "pk")

    def abandoned(self, now: datetime) -> Self:
        """Mails claimed by somebody who was killed before saying that they were sent."""
        return self.filter(state=MailState.CLAIMED, claimed_at__lt=now - timedelta(seconds=settings.MAIL_LEASE_SECONDS))

    def for_list(self) -> Self:
        """With the person, without the words."""
        return self.select_related("person").defer("text", "html")

    def count_by_state(self) -> dict[str, int]:
        """How many mails stand in each state; states without a mail are absent."""
        return dict(self.order_by().values_list("state").annotate(number=Count("pk")))
