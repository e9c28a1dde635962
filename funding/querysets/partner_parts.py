"""Queries of the partners of an action, and of what they write of its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from funding.calendar import told_of
from funding.enums import OPEN_REPORTS

if TYPE_CHECKING:
    from datetime import datetime

    from directory.standing import Standing
    from funding.models import Report


class AwardPartnerQuerySet(models.QuerySet):
    """Laboratories of an action besides the managing unit; days are of Paris."""

    def of_report(self, report: Report) -> Self:
        """Those who took part in what the report tells of and can be written to, and whoever was asked already."""
        from funding.models import PartnerPart

        award = report.award
        first, last = told_of(report.kind, report.year, award.starts_on, award.ends_on)
        there = Q(joined_on__lte=last) & (Q(left_on=None) | Q(left_on__gte=first)) & ~Q(lead_email="")
        asked = Q(pk__in=PartnerPart.objects.filter(report=report).order_by().values("partner"))
        return self.filter(there | asked, award=award.pk).order_by("side", "pk")


class PartnerPartQuerySet(models.QuerySet):
    """Parts of partners as they stand; what was submitted is read in the version of the report."""

    def visible_to(self, standing: Standing) -> Self:
        """A working text is its writers' alone: of the reports that this person reads, those they write."""
        from funding.models import Report

        mine = Report.objects.visible_to(standing).written_by(standing)
        return self.filter(report__in=mine.order_by().values("pk"))

    def unwritten(self, now: datetime) -> Self:
        """Asked by a link that still opens, of a report still being written, and not a word of it stands."""
        from funding.models.partner_parts import GOOD_FOR

        found = self.filter(written_at=None, withdrawn_at=None, asked_at__gt=now - GOOD_FOR)
        return found.filter(report__state__in=OPEN_REPORTS).exclude(partner__lead_email="")

    def for_link(self) -> Self:
        """What the page by the signed link reads of the report and of its action, in one query."""
        return self.select_related(
            "partner", "report__award__version", "report__award__carrier", "report__award__unit"
        ).defer("report__award__version__rules")

    def in_order(self) -> Self:
        """With whose they are, as the page of the action lists them."""
        return self.select_related("partner").order_by("partner__side", "partner__pk")
