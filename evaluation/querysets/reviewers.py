"""Queries of reviewers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from evaluation.access import REVIEW_STAFF

if TYPE_CHECKING:
    from directory.standing import Standing


class ReviewerQuerySet(models.QuerySet):
    """The pool, one for all institutes."""

    def visible_to(self, standing: Standing) -> Self:
        """The staff who organise reviews read the whole pool; a reviewer, their own profile."""
        if standing.roles & REVIEW_STAFF:
            return self.all()
        return self.filter(Q(person=standing.person_id)) if standing.person_id else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True, person__is_active=True)

    def for_list(self) -> Self:
        return self.select_related("person", "person__unit", "organisation").prefetch_related("sections")
