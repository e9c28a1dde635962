"""Queries of automatic assignments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from directory.enums import Role, Scope
from evaluation.access import own_dossiers

if TYPE_CHECKING:
    from directory.standing import Standing


# a worker that has said nothing for so long was killed (the longest task is shorter): its row is taken up again
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class AssignmentRunQuerySet(models.QuerySet):
    """Runs, of the institutes whose officer one is."""

    def visible_to(self, standing: Standing) -> Self:
        ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
        return self.filter(institute__in=sorted(ids)) if ids else self.none()

    def to_work_on(self, now: datetime, states: tuple[str, ...]) -> Self:
        """Rows in these states that no living worker holds, oldest first."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.filter(free, state__in=states).order_by("asked_at", "pk")

    def for_list(self) -> Self:
        return self.select_related("call", "institute", "asked_by", "applied_by", "undone_by").defer(
            "call__text_fr", "call__text_en", "plan", "refused"
        )


class PinQuerySet(models.QuerySet):
    """Pairs decided by hand."""

    def visible_to(self, standing: Standing) -> Self:
        """Those of the institutes whose officer one is, never of a dossier one writes in."""
        ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
        return self.filter(dossier__institute__in=sorted(ids)).exclude(own_dossiers(standing))

    def for_list(self) -> Self:
        return self.select_related("dossier", "reviewer__person")
