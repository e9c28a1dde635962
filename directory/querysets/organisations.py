"""Queries on organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from directory.enums import OrganisationStatus

if TYPE_CHECKING:
    from directory.standing import Standing


# active ones first, withdrawn records last
_STATUS_ORDER = Case(
    When(status=OrganisationStatus.ACTIVE, then=Value(0)),
    When(status=OrganisationStatus.INACTIVE, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


class OrganisationQuerySet(models.QuerySet):
    """Organisations of the world."""

    def visible_to(self, standing: Standing) -> Self:
        """The directory is read by whoever is signed in."""
        return self.filter(Q() if standing.person_id else Q(pk__in=()))

    def best_first(self) -> Self:
        """Active ones first, then the better known, then by name: the order of the type-ahead."""
        return self.order_by(_STATUS_ORDER, "-weight", "name", "pk")

    def for_line(self) -> Self:
        """What a line of the search shows, and no more: it is read at each key."""
        return self.only("name", "acronym", "city", "country", "status")

    def for_list(self) -> Self:
        return self.prefetch_related("names")

    def for_page(self) -> Self:
        return self.select_related("unit").prefetch_related("names", "successors", "predecessors")
