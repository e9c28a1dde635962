"""Letters of institutional commitment: one line per institution, its credits per year, the letters it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.enums import CommitmentState
from funding.querysets.letters import CommitmentQuerySet
from funding.workflow import COMMITMENT
from proposals.enums import Side
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class Commitment(Subject):
    """What one institution commits itself to. `is_required`: the action does not start without its letter.

    Credits are per year, as the institution gives them; `euros` stands only when a rate does, and only it is summed.
    """

    workflow = COMMITMENT
    acts = {
        "add": _("Institution added"),
        "correct": _("Line corrected"),
        "credits": _("Credits stated"),
        "letter": _("Another letter received"),
        "chase": _("Reminded"),
        "revoke": _("Link withdrawn"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.PROTECT, related_name="commitments")
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FOREIGN)
    institution = models.CharField(_("institution"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    contact = models.CharField(_("person to write to"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of the mails"), max_length=2, choices=LANGUAGES, default="en")
    is_required = models.BooleanField(_("its letter is needed to start"), default=True)

    # additional credits, per year
    amount = models.DecimalField(_("credits per year"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    rate = models.DecimalField(_("euros for one unit"), max_digits=16, decimal_places=8, null=True, blank=True)
    rate_on = models.DateField(_("rate of"), null=True, blank=True)
    euros = models.DecimalField(_("in euros"), max_digits=14, decimal_places=2, null=True, blank=True)

    state_since = models.DateTimeField(_("in this state since"))
    created_at = models.DateTimeField(_("added on"))
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment letter")
        verbose_name_plural = _("commitment letters")
        ordering = ["dossier", "-side", "pk"]
        constraints = [
            models.CheckConstraint(
                name="asked_commitment_has_an_address", condition=~Q(state=CommitmentState.ASKED) | ~Q(email="")
            ),
            models.CheckConstraint(
                name="commitment_is_not_negative",
                condition=(Q(amount=None) | Q(amount__gte=0)) & (Q(rate=None) | Q(rate__gt=0)),
            ),
            models.CheckConstraint(
                name="foreign_commitment_in_euros_says_its_rate",
                condition=Q(euros=None) | Q(currency="EUR") | Q(rate__isnull=False, rate_on__isnull=False),
            ),
        ]
        indexes = [models.Index(name="commitments_waiting", fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return self.institution

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.dossier.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.dossier.holders(role)


class CommitmentLetter(models.Model):
    """A letter as it was sent. One replaced or refused is kept, and no longer counts."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="letters")
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="commitment_letter")
    # sent by the institution itself, by its link; else by somebody of the house
    is_by_link = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("received on"))
    removed_at = models.DateTimeField(_("no longer counts since"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter received")
        verbose_name_plural = _("letters received")
        ordering = ["commitment", "-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_letter_counts", fields=["commitment"], condition=Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.sent_at:%Y-%m-%d}"
