"""Queries on organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from directory.standing import Standing


class OrganisationQuerySet(models.QuerySet):
    """Organisations of the world."""

    def visible_to(self, standing: Standing) -> Self:
        """The directory is read by whoever is signed in."""
        return self.filter(Q() if standing.person_id else Q(pk__in=()))

    def for_list(self) -> Self:
        return self.prefetch_related("names")

    def for_page(self) -> Self:
        return self.select_related("unit").prefetch_related("names", "successors", "predecessors")
