"""Queries of automatic assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.enums import Role, Scope

if TYPE_CHECKING:
    from directory.standing import Standing


class AssignmentRunQuerySet(models.QuerySet):
    """Runs, of the institutes whose officer one is."""

    def visible_to(self, standing: Standing) -> Self:
        ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
        return self.filter(institute__in=sorted(ids)) if ids else self.none()
