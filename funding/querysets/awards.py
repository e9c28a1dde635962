"""Queries of running actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from directory.relations import visible
from funding.access import AWARD_RELATIONS
from funding.enums import OPEN_REPORTS, AwardState

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.models import Centre


ZERO = models.Value(Decimal(0), output_field=models.DecimalField(max_digits=14, decimal_places=2))


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

    def with_late_reports(self, day: date) -> Self:
        """`late_reports`: how many reports are still to be written though their day is before `day`."""
        from funding.models import Report

        # of each action by itself: a join would count the reports of all before a page of fifty is taken
        late = Report.objects.filter(award=OuterRef("pk"), state__in=OPEN_REPORTS, due_on__lt=day).order_by()
        counted = late.values("award").annotate(number=Count("pk")).values("number")
        return self.annotate(late_reports=Coalesce(Subquery(counted), 0))

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

    def sums(self) -> dict[str, Any]:
        """How many actions, euros granted and paid in all. One query."""
        return self.order_by().aggregate(
            number=Count("pk"), granted=Coalesce(Sum("granted"), ZERO), paid=Coalesce(Sum("paid_net"), ZERO)
        )

    def over_by(self, day: date) -> Self:
        """Those that still run though their last day is before `day`."""
        return self.filter(state__in=(AwardState.RUNNING, AwardState.SUSPENDED), ends_on__lt=day)
