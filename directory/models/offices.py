"""Offices: a role over a scope between two dates, and who stands in during an absence."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.access import Held
from directory.enums import OFFICE_SCOPES, Role, Scope
from directory.querysets import OfficeQuerySet, StandInQuerySet

# national offices carry no scope column
SCOPE_FIELDS = {
    Scope.UNIT: "unit",
    Scope.INSTITUTE: "institute",
    Scope.SECTION: "section",
    Scope.DELEGATION: "delegation",
}


def scope_matches_role() -> Q:
    """True for a row whose filled scope column is one its role allows, and the only one."""
    return reduce(or_, (_is_scoped(role, scope) for role, scopes in OFFICE_SCOPES.items() for scope in scopes))


def _is_scoped(role: Role, scope: Scope) -> Q:
    return Q(role=role.value, **{f"{field}__isnull": kind != scope for kind, field in SCOPE_FIELDS.items()})


class Office(models.Model):
    """Who holds which role, over what, from when to when (both days included, Paris dates)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offices", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=24, choices=[(role.value, role.label) for role in OFFICE_SCOPES])
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("institute")
    )
    section = models.ForeignKey(
        "directory.Section", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("section")
    )
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.PROTECT, null=True, blank=True,
        verbose_name=_("regional delegation"),
    )  # fmt: skip
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    # ended at once, before its last day
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("granted by")
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["person", "-starts", "pk"]
        constraints = [
            models.CheckConstraint(name="office_scope_matches_role", condition=scope_matches_role()),
            models.CheckConstraint(name="office_ends_after_start", condition=Q(ends=None) | Q(ends__gte=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.scope_name})"

    @property
    def scope(self) -> Scope:
        """Which kind of scope this office is held over."""
        return next((kind for kind, field in SCOPE_FIELDS.items() if getattr(self, f"{field}_id")), Scope.NATIONAL)

    @property
    def held_over(self) -> Held:
        """The unit, institute, section or delegation itself; None when national. Follows one foreign key."""
        field = SCOPE_FIELDS.get(self.scope)
        return getattr(self, field) if field else None

    @property
    def scope_name(self) -> str:
        """The unit, institute, section or delegation; "National" without one. Follows one foreign key."""
        field = SCOPE_FIELDS.get(self.scope)
        return str(getattr(self, field)) if field else str(Scope.NATIONAL.label)

    def is_held_on(self, day: date) -> bool:
        return self.withdrawn_at is None and self.starts <= day and (self.ends is None or day <= self.ends)


class StandIn(models.Model):
    """Somebody who holds another person's office during an absence (both days included, Paris dates)."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="stand_ins", verbose_name=_("office"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stand_ins", verbose_name=_("stand-in")
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["office", "-starts", "pk"]
        constraints = [
            models.CheckConstraint(name="stand_in_ends_after_start", condition=Q(ends__gte=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.office}"
