"""The security officer's confidential opinion before formalisation, and what is noted of countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.models import Person
from funding.enums import SecurityOutcome, SecurityState
from funding.querysets.security import SecurityQuerySet
from funding.security_access import holders_of_opinion, roles_towards_opinion
from funding.workflow import SECURITY
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL


class SecurityOpinion(Subject):
    """Asked by those who examine, given by the security officer; nobody else learns that it exists.

    Its history is its own: nothing of it stands in the dossier's.
    """

    workflow = SECURITY
    acts = {"ask": _("Opinion asked")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.PROTECT, related_name="security_opinions")
    note = models.TextField(_("note to the security officer"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    outcome = models.CharField(_("opinion"), max_length=12, choices=SecurityOutcome, blank=True)
    text = models.TextField(_("reasons and conditions"), blank=True)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)
    state_since = models.DateTimeField(_("in this state since"))

    objects = SecurityQuerySet.as_manager()

    class Meta:
        verbose_name = _("security opinion")
        verbose_name_plural = _("security opinions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_security_opinion_awaited", fields=["dossier"], condition=Q(state=SecurityState.ASKED)
            ),
            models.CheckConstraint(
                name="given_security_opinion_is_said",
                condition=~Q(state__in=[SecurityState.GIVEN, SecurityState.OVERRIDDEN])
                | (Q(given_at__isnull=False, given_by__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Security opinion")

    def get_absolute_url(self) -> str:
        return reverse("security_opinion", args=[self.uid])

    @property
    def holds(self) -> bool:
        """Whether it holds up the formalisation: awaited, or unfavourable and not set aside."""
        is_against = self.state == SecurityState.GIVEN and self.outcome == SecurityOutcome.UNFAVOURABLE
        return self.state == SecurityState.ASKED or is_against

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_towards_opinion(self, standing)

    def holders(self, role: str) -> Any:
        if role == Role.SECURITY_OFFICER:
            return holders_of_opinion(self)
        return self.dossier.holders(role) if role in SECURITY_STAFF_ROLES else Person.objects.none()


SECURITY_STAFF_ROLES = frozenset(
    {Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR}
)


class CountryNote(models.Model):
    """What those who examine should know of cooperations with a country; written by the security officer."""

    country = models.CharField(_("country"), max_length=2, unique=True)
    text = models.TextField(_("note"))
    needs_opinion = models.BooleanField(_("a security opinion is needed"), default=False)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("note on a country")
        verbose_name_plural = _("notes on countries")
        ordering = ["country"]

    def __str__(self) -> str:
        return self.country
