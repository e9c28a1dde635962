"""Research organisations of the world, as the Research Organization Registry (ROR, CC0) publishes them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.enums import NameKind, OrganisationStatus
from directory.querysets import OrganisationQuerySet


class Organisation(models.Model):
    """One organisation: from the registry (with a ROR id) or typed by a person (without)."""

    ror_id = models.CharField("ROR", max_length=9, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=500)
    acronym = models.CharField(_("acronym"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, db_index=True)
    city = models.CharField(_("city"), max_length=200, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE)
    # an organisation may have been split between several others
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("successors")
    )
    entered_by = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("entered by"),
    )  # fmt: skip
    # how much the registry says of it (names, links to others): the better known come first in a search
    weight = models.PositiveIntegerField(default=0, editable=False)
    # of the record last imported: an unchanged record is not written again
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_from_registry(self) -> bool:
        return self.ror_id is not None

    @property
    def is_active(self) -> bool:
        return self.status == OrganisationStatus.ACTIVE


class OrganisationName(models.Model):
    """One of an organisation's names, in one language (empty when the registry does not say which)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    value = models.CharField(_("name"), max_length=500)
    language = models.CharField(_("language"), max_length=8, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=NameKind, default=NameKind.LABEL)

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(name="each_name_once", fields=["organisation", "value", "language", "kind"]),
            models.CheckConstraint(name="name_is_not_empty", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return self.value
