"""Queries on offices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from directory.access import manageable, office_is_visible
from directory.querysets.dates import held_on

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing


class OfficeQuerySet(models.QuerySet):
    """Offices."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(pk__in=self.model.objects.filter(office_is_visible(standing)).values("pk"))

    def manageable_by(self, standing: Standing) -> Self:
        """Those `standing` may end, or name stand-ins for, without holding them."""
        return self.filter(manageable(standing))

    def held_on(self, day: date) -> Self:
        return self.filter(held_on(day))

    def exercised_by(self, person: Person, day: date) -> Self:
        """The offices `person` holds on `day`, or stands in for, in one query."""
        as_stand_in = Q(stand_ins__person=person) & held_on(day, "stand_ins__")
        return self.held_on(day).filter(Q(person=person) | as_stand_in).distinct()

    def for_list(self) -> Self:
        return self.select_related("person", "unit", "institute", "section", "delegation", "granted_by")
