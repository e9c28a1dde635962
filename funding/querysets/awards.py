"""Queries of running actions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from directory.relations import visible
from funding.access import AWARD_RELATIONS
from funding.enums import AwardState

if TYPE_CHECKING:
    from directory.standing import Standing


class AwardQuerySet(models.QuerySet):
    """Actions; days are of Paris."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(visible(AWARD_RELATIONS, standing))

    def for_rules(self) -> Self:
        """With the version; the frozen rules themselves stay in the database until a process needs them."""
        return self.select_related("version").defer("version__rules")

    def for_list(self) -> Self:
        """What a list of actions shows, in one query."""
        return self.for_rules().select_related("carrier", "unit", "institute", "delegation")

    def for_page(self) -> Self:
        """What the page of one action shows at its head."""
        return self.for_list().select_related("dossier__call", "dedicated_unit", "renews", "renewed_by")

    def in_progress(self) -> Self:
        """Those not closed."""
        return self.exclude(state=AwardState.CLOSED)

    def over_by(self, day: date) -> Self:
        """Those that still run though their last day is before `day`."""
        return self.filter(state__in=(AwardState.RUNNING, AwardState.SUSPENDED), ends_on__lt=day)
