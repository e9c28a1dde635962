"""What a person declares of their interests in a dossier, and what the officer rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import InterestGround, InterestLevel, Ruling
from evaluation.querysets import DeclarationQuerySet

PERSON = settings.AUTH_USER_MODEL


class Declaration(models.Model):
    """One person's word on one dossier, given before it opens to them; for reviews and sessions alike."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="declarations", verbose_name=_("person"))
    dossier = models.ForeignKey(
        "proposals.Dossier", on_delete=models.CASCADE, related_name="declarations", verbose_name=_("dossier")
    )
    level = models.CharField(_("interest"), max_length=10, choices=InterestLevel)
    ground = models.CharField(_("ground"), max_length=20, choices=InterestGround, blank=True)
    text = models.TextField(_("in a few words"), blank=True)
    declared_at = models.DateTimeField(_("declared on"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of interests")
        verbose_name_plural = _("declarations of interests")
        ordering = ["dossier", "declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_declaration_per_person", fields=["person", "dossier"]),
            models.CheckConstraint(name="interest_has_a_ground", condition=Q(level=InterestLevel.NONE) | ~Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.dossier_id} {self.level}"


class InterestRuling(models.Model):
    """The officer's ruling on a ground found or declared that does not exclude by itself. The last one stands."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    dossier = models.ForeignKey(
        "proposals.Dossier", on_delete=models.CASCADE, related_name="interest_rulings", verbose_name=_("dossier")
    )
    ground = models.CharField(_("ground"), max_length=20, choices=InterestGround)
    ruling = models.CharField(_("ruling"), max_length=10, choices=Ruling)
    reason = models.TextField(_("why"))
    ruled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("ruled by"))
    ruled_at = models.DateTimeField(_("ruled on"))

    class Meta:
        verbose_name = _("ruling on an interest")
        verbose_name_plural = _("rulings on interests")
        ordering = ["dossier", "-ruled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_ruling_per_ground", fields=["person", "dossier", "ground"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.dossier_id} {self.ground}: {self.ruling}"
