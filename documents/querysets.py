"""Every query of documents."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from documents.enums import IntakeState, RenderingState

# a worker that has not finished after this long was killed: its row is taken up again
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class RenderingQuerySet(models.QuerySet):
    """PDF to make or made."""

    def to_make(self, now: datetime) -> Self:
        """Rows that no living worker holds, oldest first."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.filter(free, state=RenderingState.PENDING, attempts__lt=MOST_ATTEMPTS).order_by("asked_at", "pk")

    def exhausted(self, now: datetime) -> Self:
        """Rows tried too often, whose last worker is gone."""
        return self.filter(
            state=RenderingState.PENDING, attempts__gte=MOST_ATTEMPTS, claimed_at__lt=now - LEASE
        )  # fmt: skip


class StoredFileQuerySet(models.QuerySet):
    """Files that people sent."""

    def to_check(self, now: datetime) -> Self:
        """Files that no living worker holds, oldest first."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.filter(free, state=IntakeState.PENDING, attempts__lt=MOST_ATTEMPTS).order_by("sent_at", "pk")

    def exhausted(self, now: datetime) -> Self:
        """Files tried too often, whose last worker is gone."""
        gone = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.filter(gone, state=IntakeState.PENDING, attempts__gte=MOST_ATTEMPTS).order_by("sent_at", "pk")
