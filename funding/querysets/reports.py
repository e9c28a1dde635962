"""Queries of reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from funding.access import written_by
from funding.enums import OPEN_REPORTS, ReportState
from funding.querysets.money import of_visible_awards
from workflow.prepared import Given

if TYPE_CHECKING:
    from directory.standing import Standing


class ReportQuerySet(models.QuerySet):
    """Reports; days are of Paris."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(of_visible_awards(standing))

    def for_list(self) -> Self:
        return self.select_related("award__version", "award__unit", "award__institute", "award__carrier").defer(
            "award__version__rules"
        )

    def for_page(self) -> Self:
        """With what the page of one report reads of its action."""
        found = self.for_list().select_related(
            "award__dossier__filing", "award__dossier__version", "submitted_by", "accepted_by"
        )
        return found.defer("award__version__rules", "award__dossier__version__rules").prefetch_related(
            "pieces", "lines"
        )

    def written_by(self, standing: Standing) -> Self:
        """Those of the actions this person carries, or whose reports they write."""
        return self.filter(written_by(standing))

    def to_write(self) -> Self:
        """Those that somebody still has to write or correct."""
        return self.filter(state__in=OPEN_REPORTS)

    def to_read(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def late(self, day: date | Given) -> Self:
        """Still to be written though their day is before `day` (a date, or the place of one)."""
        return self.to_write().filter(due_on__lt=day)
