"""Queries of reviewers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q

from directory.search.folding import words
from evaluation.access import REVIEW_STAFF
from evaluation.enums import PENDING_REVIEWS

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

    def with_load(self) -> Self:
        """`load`: reviews in hand, over all calls and institutes; `declined`: how often they said no."""
        return self.annotate(
            load=Count("reviews", filter=Q(reviews__state__in=PENDING_REVIEWS), distinct=True),
            declined=Count("reviews", filter=Q(reviews__state="declined"), distinct=True),
        )

    def matching(self, query: str) -> Self:
        """Those in whose name, keywords or institution every word typed begins or stands."""
        found = self
        for word in words(query)[:8]:
            found = found.filter(search_text__contains=word)
        return found

    def available(self, day: date) -> Self:
        """Who can take one more today; after `with_load`."""
        on_pause = Q(pauses__starts__lte=day, pauses__ends__gte=day)
        return self.active().filter(load__lt=F("most_at_once")).exclude(on_pause)

    def for_list(self) -> Self:
        return self.select_related("person", "person__unit", "organisation").prefetch_related("sections")
