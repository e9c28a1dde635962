"""Automatic assignments: asked, computed by the worker, proposed, applied or undone."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.enums import PinKind, RunState
from evaluation.querysets import AssignmentRunQuerySet, PinQuerySet

PERSON = settings.AUTH_USER_MODEL
# the worker has something to do for it; in the first two, it computes
COMPUTED = (RunState.ASKED, RunState.RUNNING)
BUSY = (*COMPUTED, RunState.APPLYING, RunState.UNDOING)


class AssignmentRun(models.Model):
    """One computation for one institute's dossiers of one call; the plan is read before anybody is invited."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    call = models.ForeignKey("instruments.Call", on_delete=models.PROTECT, related_name="assignment_runs")
    institute = models.ForeignKey("directory.Institute", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.ASKED)
    # reviews per dossier, reviews in hand per person, the day by which the reviews are awaited
    settings = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_stop_asked = models.BooleanField(default=False)
    # pairs with their explanations and next best; or what makes it impossible
    plan = models.JSONField(default=dict)
    # pairs that were not invited, each with why, in the words of whoever applied it
    refused = models.JSONField(default=list)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("automatic assignment")
        verbose_name_plural = _("automatic assignments")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_assignment_computed_at_once", fields=["call", "institute"],
                condition=Q(state__in=BUSY),
            ),
            models.CheckConstraint(name="assignment_progress", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="applied_assignment_is_signed",
                condition=~Q(state__in=[RunState.APPLYING, RunState.APPLIED, RunState.UNDOING, RunState.UNDONE])
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="assignments_to_work_on", fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.call_id} {self.institute_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("assignment_run", args=[self.uid])

    @property
    def is_busy(self) -> bool:
        """Whether the worker has it in hand."""
        return self.state in BUSY

    @property
    def per_dossier(self) -> int:
        return int(self.settings["per_dossier"])

    @property
    def per_person(self) -> int:
        return int(self.settings["per_person"])

    @property
    def due(self) -> datetime:
        """When the reviews are awaited."""
        return datetime.fromisoformat(self.settings["due"])


class Pin(models.Model):
    """What an officer decides of one pair before any computation: it has to be, or it never is."""

    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.CASCADE, related_name="pins")
    reviewer = models.ForeignKey("evaluation.Reviewer", on_delete=models.CASCADE, related_name="pins")
    kind = models.CharField(_("decided"), max_length=10, choices=PinKind)
    pinned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(_("decided on"))

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair decided by hand")
        verbose_name_plural = _("pairs decided by hand")
        ordering = ["dossier__reference", "pk"]
        constraints = [models.UniqueConstraint(name="one_pin_per_pair", fields=["dossier", "reviewer"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.reviewer_id} {self.kind}"
