"""The CNRS's own structures: institutes, regional delegations, sections of the Comité national, units."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.reference import ReferenceData
from directory.querysets import SectionQuerySet, UnitQuerySet


class Institute(ReferenceData):
    """One of the ten institutes. Its service is printed on every receipt (CRPA, R. 112-11-1)."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("usage name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200)
    ror_id = models.CharField("ROR", max_length=9, unique=True, null=True, blank=True)
    service_name = models.CharField(_("service"), max_length=200, blank=True)
    email = models.EmailField(_("service e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)

    class Meta:
        verbose_name = _("institute")
        verbose_name_plural = _("institutes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_contacts(self) -> bool:
        """Whether a receipt could name this service: e-mail, telephone and postal address are there."""
        return all((self.email, self.telephone, self.postal_address))


class RegionalDelegation(ReferenceData):
    """One of the eighteen délégations régionales, which manage the units' money."""

    number = models.CharField(_("number"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("regional delegation")
        verbose_name_plural = _("regional delegations")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Mandate(ReferenceData):
    """A mandate of the Comité national: section numbers mean nothing without it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_start", condition=Q(ends=None) | Q(ends__gt=models.F("starts"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class Section(ReferenceData):
    """A section (or interdisciplinary commission) of one mandate; its title may not be known yet."""

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="sections", verbose_name=_("mandate"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["mandate", "number"]
        constraints = [models.UniqueConstraint(name="one_section_per_number", fields=["mandate", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Unit(models.Model):
    """A research unit. Code, institute, delegation may be unknown and codes may repeat: people choose or type."""

    code = models.CharField(_("code"), max_length=40, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=300)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    institute = models.ForeignKey(
        Institute, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("institute")
    )
    delegation = models.ForeignKey(
        RegionalDelegation, on_delete=models.PROTECT, null=True, blank=True, related_name="units",
        verbose_name=_("regional delegation"),
    )  # fmt: skip
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    organisation = models.OneToOneField(
        "directory.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="unit",
        verbose_name=_("registry record"),
    )  # fmt: skip
    supervisors = models.ManyToManyField(
        "directory.Organisation", blank=True, related_name="supervised_units", verbose_name=_("supervising bodies")
    )
    is_active = models.BooleanField(_("active"), default=True)
    # zone à régime restrictif: shown to those who examine and to the security officer, nowhere else
    is_restricted = models.BooleanField(_("holds a restricted zone (ZRR)"), default=False, db_default=False)
    # typed here by a person, until the registry knows it
    entered_by = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("entered by"),
    )  # fmt: skip
    # what an officer confirmed is kept by later imports
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code", "name", "pk"]

    def __str__(self) -> str:
        return " – ".join(part for part in (self.code, self.acronym or self.name) if part)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
