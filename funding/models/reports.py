"""Annual scientific and financial reports, and the final one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.enums import ReportKind, ReportState
from funding.models.awards import Award
from funding.querysets import ReportQuerySet
from funding.workflow import REPORT
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing


class Report(Subject):
    """What is told of one year of an action. Its state decides whether the next tranche may be paid."""

    workflow = REPORT
    acts = {"postpone": _("Due date moved")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reports", verbose_name=_("action"))
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    # the year of the action, from 1
    year = models.PositiveSmallIntegerField(_("year"))
    # day of Paris, included
    due_on = models.DateField(_("due on"))
    state_since = models.DateTimeField(_("in this state since"))
    submitted_at = models.DateTimeField(_("submitted on"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["award", "year", "kind"]
        constraints = [
            models.UniqueConstraint(name="one_report_per_year_and_kind", fields=["award", "kind", "year"]),
            models.CheckConstraint(
                name="submitted_report_has_its_instant",
                condition=~Q(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accepted_report_is_signed",
                condition=~Q(state=ReportState.ACCEPTED) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]
        indexes = [models.Index(name="reports_due", fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.award_id} {self.kind} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.award.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.award.holders(role)
