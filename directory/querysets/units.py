"""Queries on units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing


class UnitQuerySet(models.QuerySet):
    """Units."""

    def visible_to(self, standing: Standing) -> Self:
        """The directory is read by whoever is signed in."""
        return self.filter(Q() if standing.person_id else Q(pk__in=()))

    def to_confirm(self) -> Self:
        """Active units whose code, institute and delegation nobody has confirmed yet."""
        return self.filter(is_active=True, confirmed_at=None)

    def of_institutes(self, institute_ids: frozenset[int]) -> Self:
        """Units of these institutes."""
        return self.filter(institute__in=sorted(institute_ids))

    def without_institute(self) -> Self:
        """Units that the registry attaches to no institute, or to several."""
        return self.filter(institute=None)

    def claimed_by(self, institute: Institute) -> Self:
        """Units without institute among whose parents the registry names this one (and another)."""
        return self.filter(institute=None, supervisors__ror_id=institute.ror_id)

    def best_first(self) -> Self:
        """Active ones first, then the better known, then by code and name: the order of the type-ahead."""
        return self.order_by("-is_active", F("organisation__weight").desc(nulls_last=True), "code", "name", "pk")

    def for_line(self) -> Self:
        """What a line of the search shows, and no more: it is read at each key."""
        shown = ("code", "acronym", "name", "city", "is_active", "organisation_id", "institute__name")
        return self.select_related("institute").only(*shown)

    def for_list(self) -> Self:
        return self.select_related("institute", "delegation", "organisation").order_by(F("code").asc(), "name", "pk")

    def for_page(self) -> Self:
        return self.select_related("institute", "delegation", "organisation", "confirmed_by").prefetch_related(
            "organisation__successors"
        )
