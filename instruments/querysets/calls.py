"""Every query of calls."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from directory.relations import visible
from instruments.access import CALL_RELATIONS
from instruments.enums import RUNNING_STATES, CallState

if TYPE_CHECKING:
    from directory.standing import Standing


class CallQuerySet(models.QuerySet):
    """Calls; `instant` is always aware."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(visible(CALL_RELATIONS, standing))

    def open_at(self, instant: datetime) -> Self:
        """Calls whose [opens, closes) holds `instant`, soonest closing first, permanent entries last."""
        running = Q(state__in=RUNNING_STATES, opens__lte=instant)
        still = Q(closes__gt=instant) | Q(closes=None)
        return self.filter(running & still).order_by(models.F("closes").asc(nulls_last=True), "pk")

    def upcoming_at(self, instant: datetime) -> Self:
        return self.filter(state=CallState.ANNOUNCED, opens__gt=instant).order_by("opens", "pk")

    def announced_after(self, instant: datetime) -> Self:
        """Calls announced or open, with a date still to come."""
        coming = Q(opens__gt=instant) | Q(closes__gt=instant)
        return self.filter(coming, state__in=(CallState.ANNOUNCED, CallState.OPEN)).order_by("closes", "pk")

    def past_at(self, instant: datetime) -> Self:
        """Calls that closed by `instant`, latest first."""
        return self.filter(state__in=RUNNING_STATES, closes__lte=instant).order_by("-closes", "-pk")

    def in_preparation(self) -> Self:
        return self.filter(state=CallState.DRAFT).order_by("opens", "pk")

    def due_to_begin(self, instant: datetime) -> Self:
        return self.filter(state=CallState.ANNOUNCED, opens__lte=instant).order_by("opens", "pk")

    def due_to_close(self, instant: datetime) -> Self:
        return self.filter(state=CallState.OPEN, closes__lte=instant).order_by("closes", "pk")

    def for_list(self) -> Self:
        return self.select_related("institute")

    def for_page(self) -> Self:
        """Everything a call's page shows, in a fixed number of queries."""
        return self.select_related("institute").prefetch_related(
            "versions", "annexes__institute", "priorities__institute", "amendments"
        )
