"""Queries of running actions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Sum

from directory.relations import visible
from funding.access import AWARD_RELATIONS
from funding.enums import AwardState

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.models import Centre


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

    def leaning_on(self, centre: Centre) -> Self:
        """Those not closed that lean on a center, as everybody reads them."""
        return self.in_progress().filter(centres=centre).for_rules().select_related("unit").order_by("ends_on", "pk")

    def late(self, day: date) -> Self:
        """Those of which a report is still to be written though its day is before `day`."""
        from funding.models import Report

        return self.filter(Exists(Report.objects.filter(award=OuterRef("pk")).late(day).order_by()))

    def held_up(self, day: date) -> Self:
        """Those of which a tranche is not payable though its year has begun on `day`."""
        from funding.models import Tranche

        held = Tranche.objects.filter(award=OuterRef("pk")).held_up(day).order_by()
        return self.filter(Exists(held))

    def in_progress(self) -> Self:
        """Those not closed."""
        return self.exclude(state=AwardState.CLOSED)

    def counted_by_state(self) -> models.QuerySet[Any, tuple[Any, ...]]:
        """State, how many actions, euros granted and paid of them in all. One query."""
        return (
            self.order_by()
            .values_list("state")
            .annotate(number_of=Count("*"), euros_granted=Sum("granted"), euros_paid=Sum("paid_net"))
        )

    def over_by(self, day: date) -> Self:
        """Those that still run though their last day is before `day`."""
        return self.filter(state__in=(AwardState.RUNNING, AwardState.SUSPENDED), ends_on__lt=day)
