"""The unit director's opinion on a filed version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import people_of, roles_of
from proposals.access import VISA_RELATIONS
from proposals.enums import VisaOpinion, VisaState
from proposals.models.dossiers import Dossier
from proposals.models.filings import Filing
from proposals.querysets import VisaQuerySet
from proposals.workflow import VISA
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing


class Visa(Subject):
    """One request for an opinion. At most one of a dossier is in force; a new filing replaces it."""

    workflow = VISA
    acts = {
        "remind": _("Reminder sent"),
        "postpone": _("Date postponed with the closing"),
        "correct": _("Comment corrected"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="visas", verbose_name=_("dossier"))
    # none while it is only shown before filing
    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, blank=True, related_name="visas", verbose_name=_("filed version")
    )
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("institute"),
    )  # fmt: skip
    is_carried_by_director = models.BooleanField(default=False)
    asked_at = models.DateTimeField(_("asked on"))
    # its own closing date: none when the call gives none
    due = models.DateTimeField(_("to be given by"), null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=12, choices=VisaOpinion, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("given by"),
    )  # fmt: skip
    given_at = models.DateTimeField(_("given on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)

    objects = VisaQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion of the unit’s director")
        verbose_name_plural = _("opinions of units’ directors")
        ordering = ["due", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_visa_in_force", fields=["dossier"], condition=~Q(state=VisaState.SUPERSEDED)
            ),
            models.CheckConstraint(
                name="given_visa_is_signed",
                condition=~Q(state=VisaState.GIVEN)
                | (~Q(opinion="") & Q(given_by__isnull=False, given_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="asked_visa_is_on_a_filing",
                condition=Q(state__in=[VisaState.PREPARED, VisaState.SUPERSEDED]) | Q(filing__isnull=False),
            ),
        ]
        indexes = [models.Index(name="visas_of_unit", fields=["unit", "state", "due"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("visa", args=[self.uid])

    @classmethod
    def for_act(cls) -> models.QuerySet[Any]:
        """With its dossier, whose history and mails tell of it."""
        return cls._base_manager.select_related("dossier__carrier")

    def roles_of(self, standing: Standing) -> frozenset[str]:
        """Nobody gives the opinion on a dossier they carry (product page §3)."""
        found = roles_of(VISA_RELATIONS, self, standing)
        return frozenset() if self.dossier.carrier_id == standing.person_id else found

    def holders(self, role: str) -> Any:
        people = people_of(VISA_RELATIONS, self, Role(role))
        return [person for person in people if person.pk != self.dossier.carrier_id]
