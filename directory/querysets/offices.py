"""Queries on offices."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from directory.access import office_is_visible
from directory.querysets.dates import held_on
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing


SCOPES = ("unit", "institute", "section", "delegation")
SEARCHED = ("person__first_name", "person__last_name", "person__email", "unit__code", "unit__acronym", "unit__name")
MOST_WORDS = 6


class OfficeQuerySet(models.QuerySet):
    """Offices."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(pk__in=self.model._default_manager.filter(office_is_visible(standing)).values("pk"))

    def held_on(self, day: date | models.Expression) -> Self:
        return self.filter(held_on(day))

    def exercised_by(self, person: Person, day: date) -> Self:
        """The offices `person` holds on `day`, or stands in for, in one query."""
        as_stand_in = Q(stand_ins__person=person) & held_on(day, "stand_ins__")
        return self.held_on(day).filter(Q(person=person) | as_stand_in).distinct()

    def as_exercised(self, person: models.Expression, day: models.Expression) -> models.QuerySet[Any, tuple[Any, ...]]:
        """Role and scope columns (in the order of `SCOPES`) of those offices."""
        columns = ("role", *(f"{field}_id" for field in SCOPES))
        held = self.held_on(day).order_by()
        as_stand_in = held.filter(held_on(day, "stand_ins__"), stand_ins__person=person)
        return held.filter(person=person).values_list(*columns).union(as_stand_in.values_list(*columns))

    def filtered(self, *, q: str = "", role: str = "", scope: str = "", state: str = "", day: date) -> Self:
        """The list as its filters ask; no filter keeps those held on `day`."""
        found = self.filter(role=role) if role else self
        if scope:
            found = found.filter(**{f"{field}__isnull": field != scope for field in SCOPES})
        for word in q.split()[:MOST_WORDS]:
            found = found.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in SEARCHED)))
        return found.filter(_in_state(state or "held", day))

    def for_list(self) -> Self:
        return self.select_related("person", "unit", "institute", "section", "delegation", "granted_by")


def _in_state(state: str, day: date) -> Q:
    if state == "all":
        return Q()
    if state == "coming":
        return Q(starts__gt=day, withdrawn_at=None)
    return Q(ends__lt=day) | Q(withdrawn_at__isnull=False) if state == "over" else held_on(day)


# every request reads the standing of its person
EXERCISED = Prepared(
    lambda: OfficeQuerySet(_office_model()).as_exercised(Given("person"), Given("day", models.DateField()))
)


class StandInQuerySet(models.QuerySet):
    """Stand-ins."""

    def visible_to(self, standing: Standing) -> Self:
        """Those of the offices `standing` sees."""
        return self.filter(office__in=OfficeQuerySet(_office_model()).visible_to(standing))

    def for_list(self) -> Self:
        return self.select_related(
            "person", "office__unit", "office__institute", "office__section", "office__delegation"
        )


def _office_model() -> type[models.Model]:
    # imported late: the model takes its queries from here
    return apps.get_model("directory", "Office")
