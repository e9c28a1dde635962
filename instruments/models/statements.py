"""What institutes state in a call, what was amended since its announcement, and who asked to be told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from instruments.enums import Amendable, PriorityKind

if TYPE_CHECKING:
    pass
from instruments.models.calls import Call
from instruments.models.languages import InTwoLanguages


class CallAnnex(InTwoLanguages, models.Model):
    """What one institute adds to a call of the Derci: its text and its share of the envelope."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="annexes", verbose_name=_("call"))
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, related_name="+", verbose_name=_("institute")
    )
    text_fr = models.TextField(_("text in French"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    envelope = models.DecimalField(_("envelope, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("annex of an institute")
        verbose_name_plural = _("annexes of institutes")
        ordering = ["institute__name"]
        constraints = [
            models.UniqueConstraint(name="one_annex_per_institute", fields=["call", "institute"]),
            models.CheckConstraint(name="annex_envelope_positive", condition=Q(envelope=None) | Q(envelope__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.institute_id}"

    @property
    def text(self) -> str:
        return self.said("text")


class Priority(InTwoLanguages, models.Model):
    """A theme or countries that one institute favours in one call; concerns only dossiers of its units."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="priorities", verbose_name=_("call"))
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, related_name="+", verbose_name=_("institute")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PriorityKind)
    label_fr = models.CharField(_("priority in French"), max_length=200)
    label_en = models.CharField(_("priority in English"), max_length=200)
    countries = models.JSONField(_("countries"), default=list, blank=True)

    class Meta:
        verbose_name = _("priority of an institute")
        verbose_name_plural = _("priorities of institutes")
        ordering = ["institute__name", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(name="each_priority_once", fields=["call", "institute", "kind", "label_fr"])
        ]

    def __str__(self) -> str:
        return self.said("label")

    @property
    def label(self) -> str:
        return self.said("label")


class CallAmendment(models.Model):
    """What changed after the announcement, with its reason: shown to everybody, never edited."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("call"))
    kind = models.CharField(_("kind"), max_length=8, choices=Amendable)
    made_at = models.DateTimeField(_("made on"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason_fr = models.TextField(_("reason in French"))
    reason_en = models.TextField(_("reason in English"))

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"

    @property
    def reason(self) -> str:
        return self.reason_en if get_language() == "en" else self.reason_fr

    @property
    def closes_before(self) -> datetime:
        return datetime.fromisoformat(self.before["closes"])

    @property
    def closes_after(self) -> datetime:
        return datetime.fromisoformat(self.after["closes"])


class CallWatch(models.Model):
    """Who asked to be told when a call of this instrument opens."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="call_watches")
    instrument_slug = models.CharField(max_length=16)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request to be told of calls")
        verbose_name_plural = _("requests to be told of calls")
        ordering = ["person", "instrument_slug"]
        constraints = [models.UniqueConstraint(name="each_watch_once", fields=["person", "instrument_slug"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.instrument_slug}"
