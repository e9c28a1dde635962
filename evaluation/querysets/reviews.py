"""Queries of reviews."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from directory.relations import visible
from evaluation.access import REVIEW_RELATIONS, own_dossiers
from evaluation.enums import ENDED_REVIEWS, PENDING_REVIEWS, ReviewState

if TYPE_CHECKING:
    from directory.standing import Standing


class ReviewQuerySet(models.QuerySet):
    """Reviews; never those of a dossier one carries or writes in."""

    def visible_to(self, standing: Standing) -> Self:
        """One's own, and those that the staff organise."""
        return self.filter(visible(REVIEW_RELATIONS, standing)).exclude(own_dossiers(standing))

    def of_person(self, standing: Standing) -> Self:
        """Those this person is asked to write."""
        return self.filter(person=standing.person_id) if standing.person_id else self.none()

    def in_force(self) -> Self:
        return self.exclude(state__in=ENDED_REVIEWS)

    def pending(self) -> Self:
        """Not filed yet, nearest date first."""
        return self.filter(state__in=PENDING_REVIEWS).order_by("due", "pk")

    def filed(self) -> Self:
        return self.filter(state=ReviewState.FILED)

    def late(self, now: datetime) -> Self:
        return self.filter(state__in=PENDING_REVIEWS, due__lt=now)

    def for_list(self) -> Self:
        """What lists show: the dossier with its call, the reviewer's person."""
        return self.select_related(
            "dossier__call", "dossier__version", "dossier__carrier", "dossier__unit", "dossier__institute", "filing",
            "reviewer", "person", "institute",
        ).defer(
            "dossier__version__rules", "dossier__call__text_fr", "dossier__call__text_en", "filing__content",
        )  # fmt: skip

    def for_page(self) -> Self:
        """With the content that is judged."""
        return self.select_related(
            "dossier__call", "dossier__version", "dossier__carrier", "dossier__institute", "filing", "reviewer",
            "person", "institute",
        ).prefetch_related("marks")  # fmt: skip
