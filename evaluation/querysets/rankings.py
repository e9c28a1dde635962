"""Queries of rankings and envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.enums import Role, Scope
from directory.relations import visible
from evaluation.access import RANKING_RELATIONS, own_places

if TYPE_CHECKING:
    from directory.standing import Standing


class RankingQuerySet(models.QuerySet):
    """Rankings."""

    def visible_to(self, standing: Standing) -> Self:
        """Never the list in which one's own dossier is compared with others."""
        found = self.filter(visible(RANKING_RELATIONS, standing))
        for call, institute in own_places(standing):
            found = found.exclude(call=call, institute=institute)
        return found

    def for_list(self) -> Self:
        return self.select_related("call", "institute", "signed_by")


class EnvelopeQuerySet(models.QuerySet):
    """Envelopes."""

    def visible_to(self, standing: Standing) -> Self:
        """The Derci reads all; an institute, its own."""
        if standing.holds_nationally(Role.DERCI_OFFICER) or standing.holds_nationally(Role.DERCI_DIRECTOR):
            return self.all()
        ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE) | standing.scope_ids(
            Role.INSTITUTE_DIRECTION, Scope.INSTITUTE
        )
        return self.filter(institute__in=sorted(ids)) if ids else self.none()
