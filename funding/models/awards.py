"""The running action, its people and its partners."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import holders, parts_of, roles_of
from directory.validators import validate_orcid
from evaluation.budgets import years_of
from funding.access import AWARD_PARTS, AWARD_RELATIONS
from funding.enums import AwardState
from funding.querysets import AwardQuerySet
from funding.querysets.partner_parts import AwardPartnerQuerySet
from funding.workflow import AWARD
from instruments.registry import choices
from proposals.enums import Side, Status
from proposals.rules import rules_of
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument


class Award(Subject):
    """An action that runs: what was granted, over which months, to whom. Scope columns carry the rights.

    `paid_net` (euros paid, corrections added, returns taken off, over the ledger of the credits) is kept in step by
    whoever writes the ledger, in the same transaction, so that the database refuses more than the grant.
    """

    workflow = AWARD
    acts = {
        "start": _("Action started"),
        "reshape": _("Tranches reshaped"),
        "regrant": _("Grant changed"),
        "own-resources": _("Own resources entered"),
        "amend": _("Action changed"),
        "renew": _("Renewal dossier opened"),
        "dedicated-unit": _("Dedicated unit named"),
        "lean": _("Centers on which it leans chosen"),
        "offer-next": _("Next instrument offered"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.OneToOneField("proposals.Dossier", on_delete=models.PROTECT, related_name="award")
    version = models.ForeignKey("instruments.CallVersion", on_delete=models.PROTECT, related_name="+")
    instrument_slug = models.CharField(_("instrument"), max_length=16, choices=choices)
    # the dossier's own, kept for ever
    reference = models.CharField(_("reference"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=300)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    countries = models.JSONField(_("partner countries"), default=list, blank=True)

    carrier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards", verbose_name=_("carrier")
    )
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, related_name="awards", verbose_name=_("managing unit")
    )
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, related_name="awards", verbose_name=_("institute")
    )
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.PROTECT, null=True, blank=True, related_name="awards",
        verbose_name=_("regional delegation"),
    )  # fmt: skip
    # created for the action: it has a ledger of own resources besides (product page §1)
    dedicated_unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("dedicated unit"),
    )  # fmt: skip
    # the international research centers that this action leans on
    centres = models.ManyToManyField("instruments.Centre", blank=True, related_name="awards")
    # the action that this one renews
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )

    granted = models.DecimalField(_("granted, in euros"), max_digits=12, decimal_places=2)
    # the instrument's bounds as the call froze them; none: without limit
    lowest = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, editable=False)
    highest = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, editable=False)
    paid_net = models.DecimalField(
        _("paid, in euros"), max_digits=12, decimal_places=2, default=Decimal(0), editable=False
    )

    # lines of a year as an approved request changed them: {"2": {"missions": "1200.00"}}; the rest is the dossier's
    budget = models.JSONField(_("changed budget lines"), default=dict, blank=True, editable=False)

    # days of Paris; the months of the grant do not change when there is more time to spend
    starts_on = models.DateField(_("starts on"))
    months = models.PositiveSmallIntegerField(_("duration in months"))
    ends_on = models.DateField(_("ends on"))
    prolonged_months = models.PositiveSmallIntegerField(_("months more to spend"), default=0)
    state_since = models.DateTimeField(_("in this state since"))
    created_at = models.DateTimeField(_("started on"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["-starts_on", "reference"]
        constraints = [
            models.CheckConstraint(name="award_grants_something", condition=Q(granted__gt=0)),
            models.CheckConstraint(
                name="grant_is_inside_the_bounds",
                condition=(Q(lowest=None) | Q(granted__gte=F("lowest")))
                & (Q(highest=None) | Q(granted__lte=F("highest"))),
            ),
            models.CheckConstraint(
                name="paid_never_exceeds_the_grant", condition=Q(paid_net__gte=0, paid_net__lte=F("granted"))
            ),
            models.CheckConstraint(name="award_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            # twelve months more at most, without credits (product page §6)
            models.CheckConstraint(name="prolonged_a_year_at_most", condition=Q(prolonged_months__lte=12)),
            models.CheckConstraint(
                name="closed_award_has_its_instant",
                condition=~Q(state=AwardState.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="awards_of_institute", fields=["institute", "state", "-starts_on"]),
            models.Index(name="awards_of_unit", fields=["unit", "state"]),
            models.Index(name="awards_of_delegation", fields=["delegation", "state"]),
            models.Index(name="awards_to_end", fields=["state", "ends_on"]),
            # as the list has them: those that run before those that have ended
            models.Index(name="awards_in_order", fields=["-state", "ends_on", "reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.acronym or self.title}"

    def get_absolute_url(self) -> str:
        return reverse("award", args=[self.uid])

    @property
    def rules(self) -> Instrument:
        """The rules of the call as they were when the dossier was opened."""
        return rules_of(self.version)

    @property
    def years(self) -> int:
        """How many years, hence tranches, the grant has."""
        return years_of(self.months)

    @property
    def left_to_pay(self) -> Decimal:
        """Euros of the grant not paid yet."""
        return self.granted - self.paid_net

    def is_over(self, day: date) -> bool:
        """Whether its last day is past on `day` (Paris)."""
        return day > self.ends_on

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_of(AWARD_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        return holders(AWARD_RELATIONS, self, Role(role))

    def parts_of(self, standing: Standing) -> frozenset[str]:
        return parts_of(AWARD_PARTS, roles_of(AWARD_RELATIONS, self, standing))


class AwardPartner(models.Model):
    """A laboratory of the action besides the managing unit, from a day to another."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="partners", verbose_name=_("action"))
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FOREIGN)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.CharField(_("institution"), max_length=300, blank=True)
    laboratory = models.CharField(_("laboratory"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    lead_first_name = models.CharField(_("first name"), max_length=150, blank=True)
    lead_last_name = models.CharField(_("last name"), max_length=150, blank=True)
    lead_email = models.EmailField(_("e-mail"), blank=True)
    joined_on = models.DateField(_("from"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    objects = AwardPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner of the action")
        verbose_name_plural = _("partners of the action")
        ordering = ["award", "side", "pk"]

    def __str__(self) -> str:
        return self.laboratory or self.institution

    @property
    def lead(self) -> str:
        return f"{self.lead_first_name} {self.lead_last_name}".strip()

    @property
    def signature(self) -> str:
        """Who writes, and for which laboratory: “Haruto Kisaragi (Earthquake Research)”."""
        return f"{self.lead} ({self})" if self.lead else str(self)

    @property
    def language(self) -> str:
        """The language of the mails."""
        return "fr" if self.side == Side.FRENCH else "en"


class AwardMember(models.Model):
    """Somebody who takes part, on either side; `writes`: they write the reports with the carrier."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="members", verbose_name=_("action"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    side = models.CharField(_("side"), max_length=7, choices=Side, default=Side.FRENCH)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True, validators=[validate_orcid])
    status = models.CharField(_("status"), max_length=9, choices=Status)
    role = models.CharField(_("role"), max_length=300, blank=True)
    writes = models.BooleanField(_("writes the reports"), default=False)
    joined_on = models.DateField(_("from"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the action")
        verbose_name_plural = _("members of the action")
        ordering = ["award", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_membership_per_person", fields=["award", "person"],
                condition=Q(person__isnull=False, left_on=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
