"""Automatic assignments: asked, computed by the worker, proposed, applied or undone."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.enums import RunState
from evaluation.querysets import AssignmentRunQuerySet

PERSON = settings.AUTH_USER_MODEL
BUSY = (RunState.ASKED, RunState.RUNNING)


class AssignmentRun(models.Model):
    """One computation for one institute's dossiers of one call; the plan is read before anybody is invited."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    call = models.ForeignKey("instruments.Call", on_delete=models.PROTECT, related_name="assignment_runs")
    institute = models.ForeignKey("directory.Institute", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.ASKED)
    # reviews per dossier, load per person, due dates, pairs pinned or set aside by hand
    settings = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_stop_asked = models.BooleanField(default=False)
    # pairs with their explanations and next best; or what makes it impossible
    plan = models.JSONField(default=dict)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

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
                condition=~Q(state=RunState.APPLIED) | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.call_id} {self.institute_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("assignment_run", args=[self.uid])
