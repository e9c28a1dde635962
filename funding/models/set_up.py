"""The set-up year: its clock, the parties of the convention, its versions, who holds the pen, what is planned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.enums import UnitKind
from funding.models.letters import LANGUAGES
from proposals.enums import Side

PERSON = settings.AUTH_USER_MODEL


class SetUp(models.Model):
    """The set-up of one dossier: the days of its clock and what is negotiated. The state is the dossier's."""

    acts: dict[str, Any] = {
        "open": _("Set-up year opened"),
        "extend": _("Set-up year extended"),
        "party": _("Party added or corrected"),
        "remove-party": _("Party taken out"),
        "signature": _("Signature dated"),
        "version": _("Version of the convention added"),
        "pen": _("The pen passed to another party"),
        "unit": _("Unit of the laboratory chosen"),
        "convention": _("Date of the convention set"),
        "plan": _("Own resources planned"),
        "staff": _("Staff assignments changed"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.OneToOneField("proposals.Dossier", on_delete=models.PROTECT, related_name="set_up")
    # opened again after a return to the collège, the clock starts again
    opened_at = models.DateTimeField(_("opened on"))
    # last days (Paris) of the set-up year, and of its one extension
    due_on = models.DateField(_("to be signed by"))
    extended_until = models.DateField(_("extended until"), null=True, blank=True)

    unit_kind = models.CharField(_("unit"), max_length=9, choices=UnitKind, blank=True)
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # announced by name until the directory knows it
    unit_name = models.CharField(_("name of the unit"), max_length=300, blank=True)
    convention_on = models.DateField(_("date of the convention"), null=True, blank=True)
    pen = models.ForeignKey("funding.Party", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pen_since = models.DateTimeField(_("holds the pen since"), null=True, blank=True)

    class Meta:
        verbose_name = _("set-up year")
        verbose_name_plural = _("set-up years")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="pen_is_held_since", condition=Q(pen=None) | Q(pen_since__isnull=False)),
            # twelve months more at most (product page §6): the rules of the call give the exact number
            models.CheckConstraint(
                name="extension_comes_after", condition=Q(extended_until=None) | Q(extended_until__gt=F("due_on"))
            ),
        ]
        indexes = [models.Index(name="set_ups_due", fields=["due_on"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("set_up", args=[self.dossier.uid])

    @property
    def ends_on(self) -> date:
        """The last day (Paris) on which the convention may be signed, the extension included."""
        return self.extended_until or self.due_on

    @property
    def is_dedicated(self) -> bool:
        return self.unit_kind == UnitKind.DEDICATED


class Party(models.Model):
    """An institution that signs the convention, with the person to write to."""

    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FOREIGN)
    institution = models.CharField(_("institution"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    contact = models.CharField(_("person to write to"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of the mails"), max_length=2, choices=LANGUAGES, default="en")
    # day written beside the signature
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True)

    class Meta:
        verbose_name = _("party of the convention")
        verbose_name_plural = _("parties of the convention")
        ordering = ["set_up", "-side", "pk"]

    def __str__(self) -> str:
        return self.institution


class ConventionVersion(models.Model):
    """One version of the convention, as a file: from whom, with a word about it."""

    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT, related_name="convention_version")
    party = models.ForeignKey(
        Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("from")
    )
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("added on"))

    class Meta:
        verbose_name = _("version of the convention")
        verbose_name_plural = _("versions of the convention")
        ordering = ["set_up", "-number"]
        constraints = [models.UniqueConstraint(name="one_version_per_number", fields=["set_up", "number"])]

    def __str__(self) -> str:
        return f"{self.set_up_id} {self.number}"


class SetUpComment(models.Model):
    """A word about the convention, read by those who follow its set-up."""

    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"))
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written on"))
    # one sending of the form makes one comment
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("comment on the convention")
        verbose_name_plural = _("comments on the convention")
        ordering = ["set_up", "at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class PlannedResource(models.Model):
    """Euros of a dedicated unit's own resources, planned for one year of the action and one line of the rules."""

    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="resources")
    year = models.PositiveSmallIntegerField(_("year of the action"))
    line = models.SlugField(_("line"), max_length=40)
    euros = models.DecimalField(_("euros"), max_digits=12, decimal_places=2, default=Decimal(0))

    class Meta:
        verbose_name = _("own resources planned")
        verbose_name_plural = _("own resources planned")
        ordering = ["set_up", "year", "line"]
        constraints = [
            models.UniqueConstraint(name="one_plan_per_place", fields=["set_up", "year", "line"]),
            models.CheckConstraint(name="planned_resource_is_positive", condition=Q(euros__gt=0, year__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.set_up_id} {self.year} {self.line}: {self.euros}"


class StaffAssignment(models.Model):
    """Somebody assigned to the dedicated unit, from a day to another, by their employer."""

    set_up = models.ForeignKey(SetUp, on_delete=models.CASCADE, related_name="staff")
    name = models.CharField(_("first and last name"), max_length=300)
    status = models.CharField(_("status or grade"), max_length=120)
    employer = models.CharField(_("employer"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("staff assignment")
        verbose_name_plural = _("staff assignments")
        ordering = ["set_up", "starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return self.name
