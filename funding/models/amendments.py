"""Requests for changes after the award, and the dossiers that renew an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.enums import AmendmentKind, AmendmentState
from funding.models.awards import Award
from funding.querysets import AmendmentQuerySet
from funding.workflow import AMENDMENT
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL


class Amendment(Subject):
    """One typed request: what is to change, why, who asked, who decided. `data` holds what its kind needs."""

    workflow = AMENDMENT
    acts = {"ask": pgettext_lazy("amendment", "Asked")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # one sending of the form makes one request, however often it arrives
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("action"))
    kind = models.CharField(_("what changes"), max_length=14, choices=AmendmentKind)
    data = models.JSONField(_("change"), default=dict)
    reason = models.TextField(_("why"))
    state_since = models.DateTimeField(_("in this state since"))
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for changes")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_request_of_a_kind_at_a_time", fields=["award", "kind"],
                condition=Q(state=AmendmentState.ASKED),
            ),
            models.CheckConstraint(
                name="decided_request_names_who",
                condition=~Q(state__in=[AmendmentState.APPROVED, AmendmentState.REFUSED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(name="request_says_why", condition=~Q(reason="")),
        ]  # fmt: skip
        indexes = [models.Index(name="amendments_to_decide", fields=["state", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.award.reference}"

    def get_absolute_url(self) -> str:
        return reverse("amendment", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.award.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.award.holders(role)


class Renewal(models.Model):
    """The dossier opened to go on after an action: the same instrument again, or the one that follows it."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="renewals", verbose_name=_("action"))
    dossier = models.OneToOneField("proposals.Dossier", on_delete=models.PROTECT, related_name="renewal")
    # False: an offer of the instrument that follows (product page §6)
    is_same_instrument = models.BooleanField(_("same instrument"))
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.award_id} {self.dossier_id}"
