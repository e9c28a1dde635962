"""Calls: the announcement of an instrument and the rules it froze."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import holders, parts_of, roles_of
from directory.validators import validate_time_zone
from instruments.access import CALL_PARTS, CALL_RELATIONS
from instruments.adjustments import Adjustments, adjusted
from instruments.enums import RUNNING_STATES, CallState
from instruments.querysets import CallQuerySet
from instruments.registry import choices, instrument
from instruments.rules import thawed
from instruments.workflow import CALL
from workflow.models import Subject
from workflow.prepared import Given, Prepared

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument
from instruments.models.languages import InTwoLanguages


class Call(InTwoLanguages, Subject):
    """One call for one instrument, owned by the Derci (no institute) or by an institute."""

    workflow = CALL
    # acts that change no state, as the timeline names them
    acts = {
        "create": _("Draft begun"),
        "edit": _("Draft changed"),
        "add-priority": _("Priority added"),
        "remove-priority": _("Priority removed"),
        "annex": _("Annex of an institute changed"),
        "adjust": _("Numbers of the call changed"),
        "amend-closes": _("Closing postponed"),
        "amend-text": _("Text amended"),
        "renew-rules": _("Present rules taken"),
    }

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    instrument_slug = models.CharField(_("instrument"), max_length=16, choices=choices)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text=_("The year of the references, such as 2028."),
    )  # fmt: skip
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="calls",
        verbose_name=_("institute"),
    )  # fmt: skip
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    text_fr = models.TextField(_("text of the call in French"), blank=True)
    text_en = models.TextField(_("text of the call in English"), blank=True)
    letter_fr = models.TextField(_("model of the partner’s letter in French"), blank=True)
    letter_en = models.TextField(_("model of the partner’s letter in English"), blank=True)

    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris", validators=[validate_time_zone])
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    closes = models.DateTimeField(_("closes"), null=True, blank=True)
    is_permanent = models.BooleanField(_("permanent entry, without closing date"), default=False)
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace period, in minutes"), default=0, validators=[MaxValueValidator(24 * 60)]
    )
    visa_closes = models.DateTimeField(_("last visas of unit directors"), null=True, blank=True)
    expression_closes = models.DateTimeField(_("last expressions of interest"), null=True, blank=True)
    is_invitation_necessary = models.BooleanField(_("only invited teams may file"), default=False)
    results_on = models.DateField(_("results expected on"), null=True, blank=True)
    silence_months = models.PositiveSmallIntegerField(
        _("silence means rejection after, in months"), default=2,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )  # fmt: skip
    envelope = models.DecimalField(_("envelope, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_permanence_required = models.BooleanField(_("the carrier holds a permanent post"), default=False)
    # what this call decides by itself; empty: the definition's own numbers
    adjustments = models.JSONField(_("numbers of this call"), default=dict, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # how often the draft was saved: a form tells which one it was written from
    revision = models.PositiveIntegerField(default=0)
    # one sending of the form makes one call, however often it arrives
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-opens", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_opening", condition=Q(closes=None) | Q(opens=None) | Q(closes__gt=F("opens"))
            ),
            models.CheckConstraint(
                name="call_permanent_never_closes", condition=Q(is_permanent=False) | Q(closes=None)
            ),
            models.CheckConstraint(
                name="call_announced_has_dates",
                condition=Q(state__in=[CallState.DRAFT, CallState.DISCARDED])
                | (Q(opens__isnull=False) & (Q(is_permanent=True) | Q(closes__isnull=False))),
            ),
            models.CheckConstraint(name="call_envelope_positive", condition=Q(envelope=None) | Q(envelope__gt=0)),
            models.CheckConstraint(
                name="call_expression_between_dates",
                condition=Q(expression_closes=None)
                | (Q(expression_closes__gt=F("opens")) & Q(expression_closes__lt=F("closes"))),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="call_by_dates", fields=["state", "opens", "closes"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call", args=[self.slug])

    # -- rights ------------------------------------------------------------------------------------
    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_of(CALL_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        return holders(CALL_RELATIONS, self, Role(role))

    def parts_of(self, standing: Standing) -> frozenset[str]:
        return parts_of(CALL_PARTS, roles_of(CALL_RELATIONS, self, standing))

    # -- texts -------------------------------------------------------------------------------------
    @property
    def title(self) -> str:
        return self.said("title")

    @property
    def text(self) -> str:
        return self.said("text")

    @property
    def letter(self) -> str:
        return self.said("letter")

    @property
    def acronym(self) -> str:
        return self.definition.acronym

    @property
    def next_year(self) -> int:
        return self.year + 1

    # -- rules -------------------------------------------------------------------------------------
    @property
    def definition(self) -> Instrument:
        """The instrument's present definition: what a draft is checked against."""
        return instrument(self.instrument_slug)

    @cached_property
    def rules(self) -> Instrument:
        """The rules in force: those frozen with the latest version, else (a draft) those it would freeze."""
        version = self.latest_version
        return version.definition if version else self.rules_to_freeze

    @property
    def rules_to_freeze(self) -> Instrument:
        """The present definition, with what this call decides by itself."""
        own = adjusted(self.definition, Adjustments.read(self.adjustments))
        return own.with_settings(
            is_permanence_required=self.is_permanence_required,
            has_expression=self.expression_closes is not None or self.is_invitation_necessary,
        )

    @cached_property
    def latest_version(self) -> CallVersion | None:
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return max(self.versions.all(), key=lambda version: version.number, default=None)
        return _LATEST.first(call=self.pk)

    # -- time --------------------------------------------------------------------------------------
    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def is_open_at(self, instant: datetime) -> bool:
        """Whether `instant` (aware) falls in [opens, closes): from the clock, never from a task."""
        if self.state not in RUNNING_STATES or self.opens is None or instant < self.opens:
            return False
        return self.closes is None or instant < self.closes

    def is_upcoming_at(self, instant: datetime) -> bool:
        return self.state == CallState.ANNOUNCED and self.opens is not None and instant < self.opens

    def state_at(self, instant: datetime) -> str:
        """The state as the clock has it: what pages show, even while the worker that records it is late."""
        if self.state not in RUNNING_STATES or self.is_upcoming_at(instant):
            return self.state
        return CallState.OPEN if self.is_open_at(instant) else CallState.CLOSED


class CallVersion(models.Model):
    """The rules of a call as announced: never edited; a dossier keeps the version it was created under."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="versions", verbose_name=_("call"))
    number = models.PositiveSmallIntegerField(_("number"))
    rules = models.JSONField(_("rules"))
    fingerprint = models.CharField(_("SHA-256 of the rules"), max_length=64)
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("version of a call")
        verbose_name_plural = _("versions of a call")
        ordering = ["call", "number"]
        constraints = [models.UniqueConstraint(name="one_call_version_per_number", fields=["call", "number"])]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"

    @property
    def definition(self) -> Instrument:
        return thawed(self)


# what is frozen stays in the database until a process needs it (`rules.thawed`)
_LATEST = Prepared(lambda: CallVersion.objects.filter(call=Given("call")).defer("rules").order_by("-number")[:1])
