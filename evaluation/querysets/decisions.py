"""Queries of decisions and of their publication."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from directory.enums import Role, Scope
from directory.relations import visible
from evaluation.access import RELEASE_RELATIONS, own_dossiers
from evaluation.enums import DecisionState, ReleaseState
from instruments.steps import Step

if TYPE_CHECKING:
    from directory.standing import Standing


class ReleaseQuerySet(models.QuerySet):
    """Publications of results."""

    def visible_to(self, standing: Standing) -> Self:
        """Never the publication in which one's own dossier is decided."""
        from evaluation.models import Decision

        own = Decision.objects.filter(own_dossiers(standing), release__isnull=False).values("release")
        return self.filter(visible(RELEASE_RELATIONS, standing)).exclude(pk__in=own)

    def due(self, now: datetime) -> Self:
        """Signed, and its hour has come; or begun and not ended."""
        return self.filter(
            Q(state=ReleaseState.RELEASING) | Q(state=ReleaseState.SIGNED, planned_at__lte=now)
        ).order_by("planned_at", "pk")  # fmt: skip


class DecisionQuerySet(models.QuerySet):
    """Decisions: before they are published, read by those who prepare them alone, and never one's own."""

    def visible_to(self, standing: Standing) -> Self:
        if standing.holds_nationally(Role.DERCI_OFFICER) or standing.holds_nationally(Role.DERCI_DIRECTOR):
            mine = Q()
        else:
            ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE) | standing.scope_ids(
                Role.INSTITUTE_DIRECTION, Scope.INSTITUTE
            )
            mine = Q(dossier__institute__in=sorted(ids)) if ids else Q(pk__in=())
            if standing.holds_nationally(Role.PRESIDENT) or standing.holds_nationally(Role.COLLEGE_SECRETARY):
                # they sign or record what the collège decides: they read its letters before they leave
                mine |= Q(step=Step.COLLEGE)
        unreleased = self.filter(mine).exclude(own_dossiers(standing))
        return unreleased if standing.person_id else self.none()

    def for_list(self) -> Self:
        """What a publication lists: by institute, then as the lists have them."""
        return self.select_related(
            "dossier__version", "dossier__carrier", "dossier__institute", "dossier__call"
        ).defer("dossier__version__rules").order_by(
            "dossier__institute__name", "-outcome", "reserve_rank", "dossier__reference"
        )  # fmt: skip

    def in_force(self) -> Self:
        return self.exclude(state=DecisionState.CANCELLED)

    def released(self) -> Self:
        return self.filter(state=DecisionState.RELEASED)
