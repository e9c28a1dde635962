"""What was received: immutable versions with their receipt, and working copies set aside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.enums import FilingKind
from proposals.models.dossiers import Dossier
from proposals.querysets.set_asides import SetAsideQuerySet


class Filing(models.Model):
    """One version as received. Never changed (the database refuses); its content's hash stands on the receipt.

    `content` is canonical JSON as `proposals/content.py` makes it; `sha256` covers it, and it names the hash of every
    attachment. `received_at` is taken by the first middleware and decides; `filed_at` is when the transaction wrote.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="filings", verbose_name=_("dossier"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=FilingKind)
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField(_("received on"))
    filed_at = models.DateTimeField(_("written on"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    is_by_mandate = models.BooleanField(_("filed at the closing by mandate"), default=False)
    # 100 random bits, in groups: whoever has it can verify the receipt
    code = models.CharField(_("verification code"), max_length=24, unique=True)
    # the obligatory mentions as they were at reception (CRPA, R. 112-11-1): service, addresses, silence, appeal
    mentions = models.JSONField(_("mentions of the receipt"))

    class Meta:
        verbose_name = _("filed version")
        verbose_name_plural = _("filed versions")
        ordering = ["dossier", "number"]
        constraints = [
            models.UniqueConstraint(name="one_filing_per_number", fields=["dossier", "number"]),
            models.CheckConstraint(name="filing_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.number}"


class SetAside(models.Model):
    """What was typed in a working copy that was not filed in the end: kept for its writers, never read by others."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="set_asides")
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("set aside on"))

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy set aside")
        verbose_name_plural = _("working copies set aside")
        ordering = ["dossier", "-at"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at}"
