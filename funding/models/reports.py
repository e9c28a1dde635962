"""Annual scientific and financial reports, and the final one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.enums import LineKind, ReportKind, ReportState
from funding.models.awards import Award
from funding.querysets import ReportQuerySet
from funding.workflow import REPORT
from proposals.enums import Status
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing


class Report(Subject):
    """What is told of one year of an action. Its state decides whether the next tranche may be paid."""

    workflow = REPORT
    acts = {
        "postpone": _("Due date moved"),
        "ask-partner": _("Part asked of a partner"),
        "withdraw-partner-link": _("Link of a partner withdrawn"),
    }

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
        year = gettext("year %(year)s") % {"year": self.year}
        return f"{self.get_kind_display()}, {year}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.award.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.award.holders(role)


class ReportPiece(models.Model):
    """What is typed in one part: a text, or euros of one line. `revision` grows with each change, as for an answer."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pieces")
    slug = models.SlugField(_("part"), max_length=60)
    text = models.TextField(_("text"), blank=True)
    euros = models.DecimalField(_("euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("part of the report")
        verbose_name_plural = _("parts of the report")
        ordering = ["report", "slug"]
        constraints = [
            models.UniqueConstraint(name="one_piece_per_part", fields=["report", "slug"]),
            models.CheckConstraint(name="spent_is_not_negative", condition=Q(euros=None) | Q(euros__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.slug}"


class ReportLine(models.Model):
    """A mission, a meeting, a young researcher or a publication of the year; each kind fills its own columns."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=11, choices=LineKind)
    # who went, the title of the meeting or of the publication, the young researcher
    name = models.CharField(_("name"), max_length=500)
    status = models.CharField(_("status"), max_length=9, choices=Status, blank=True)
    # from where, to where; where a meeting was held
    origin = models.CharField(_("from"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    cost = models.DecimalField(_("cost, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    hal_id = models.CharField("HAL", max_length=40, blank=True)
    note = models.CharField(_("in a few words"), max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("line of the report")
        verbose_name_plural = _("lines of the report")
        ordering = ["report", "kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="line_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(name="line_cost_not_negative", condition=Q(cost=None) | Q(cost__gte=0)),
            models.UniqueConstraint(name="each_doi_once_in_a_report", fields=["report", "doi"], condition=~Q(doi="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> int | None:
        """How many days, both ends counted."""
        return (self.ends_on - self.starts_on).days + 1 if self.starts_on and self.ends_on else None


class ReportVersion(models.Model):
    """A report as it was submitted: never changed (the database refuses), hashed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    submitted_at = models.DateTimeField(_("submitted on"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(name="one_report_version_per_number", fields=["report", "number"])]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"


class ReportComment(models.Model):
    """What is to be corrected in one named part, written when the report is returned."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="comments")
    slug = models.SlugField(_("part"), max_length=60)
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("written on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["report", "version", "pk"]
        constraints = [models.CheckConstraint(name="comment_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.report_id} {self.slug}"
