"""Every query of the directory."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from directory.models import Person


def held_on(day: date, prefix: str = "") -> Q:
    """Rows whose [starts, ends] holds `day`; an empty end has no limit. `prefix` follows a relation."""
    return Q(**{f"{prefix}starts__lte": day}) & (Q(**{f"{prefix}ends__gte": day}) | Q(**{f"{prefix}ends__isnull": True}))


class PersonManager(BaseUserManager["Person"]):
    """Creates accounts; the e-mail is compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class UnitQuerySet(models.QuerySet):
    """Units."""


class OfficeQuerySet(models.QuerySet):
    """Offices."""

    def held_on(self, day: date) -> Self:
        return self.filter(held_on(day))

    def exercised_by(self, person: Person, day: date) -> Self:
        """The offices `person` holds on `day`, or stands in for, in one query."""
        as_stand_in = Q(stand_ins__person=person) & held_on(day, "stand_ins__")
        return self.held_on(day).filter(Q(person=person) | as_stand_in).distinct()

    def for_list(self) -> Self:
        return self.select_related("person", "unit", "institute", "section", "delegation", "granted_by")
