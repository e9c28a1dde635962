"""Tranches, the ledger that is only ever added to, and the batches in which finance pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role, Scope
from directory.relations import ByOffice, holders, roles_of
from funding.enums import EntryKind, Ledger, TrancheState
from funding.models.awards import Award
from funding.querysets import BatchQuerySet, DerogationQuerySet, LedgerQuerySet, TrancheQuerySet
from funding.workflow import BATCH, TRANCHE
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL
PLANNED = Q(state=TrancheState.PLANNED)
BATCH_RELATIONS = (
    ByOffice(Role.FINANCE_OFFICER, Scope.NATIONAL),
    ByOffice(Role.FINANCE_OFFICER, Scope.DELEGATION, "delegation"),
)


class PaymentBatch(Subject):
    """Tranches that finance pays together, of one délégation."""

    workflow = BATCH
    acts = {"add": _("Tranches added"), "take-out": _("Tranche taken out"), "export": _("Exported for accounting")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # one per délégation; none: units without one
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("regional delegation"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    created_at = models.DateTimeField(_("prepared on"))
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    state_since = models.DateTimeField(_("in this state since"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("payment_batch", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_of(BATCH_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        return holders(BATCH_RELATIONS, self, Role(role))


class Tranche(Subject):
    """One yearly tranche of the grant.

    All tranches sum to the grant to the cent, cancelled ones included: a tranche is cancelled only once its action has
    ended, and keeps the amount that is given up. So the plan of an action that has not ended sums to its grant.
    """

    workflow = TRANCHE
    acts = {"reshape": _("Amount changed"), "correct": _("Corrected"), "return": _("Returned"),
            "derogate": _("Derogation given"), "end-derogation": _("Derogation ended")}  # fmt: skip

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="tranches", verbose_name=_("action"))
    number = models.PositiveSmallIntegerField(_("number"))
    budget_year = models.PositiveSmallIntegerField(_("budget year"))
    # the first day of its year (Paris): it is never payable before
    opens_on = models.DateField(_("payable from"))
    amount = models.DecimalField(_("amount, in euros"), max_digits=12, decimal_places=2)
    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="tranches", verbose_name=_("batch")
    )
    state_since = models.DateTimeField(_("in this state since"))
    # kept by the database from the action, its reports and the derogations (`tranche_facts.py`), so that lists join
    # nothing; written by nobody
    runs = models.BooleanField(_("its action runs"), default=True, editable=False)
    awaits_scientific = models.BooleanField(_("awaits the scientific report"), default=False, editable=False)
    awaits_financial = models.BooleanField(_("awaits the financial report"), default=False, editable=False)
    derogated_until = models.DateField(_("under a derogation until"), null=True, editable=False)
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.DO_NOTHING, null=True, editable=False, related_name="+",
        db_constraint=False, db_index=False, verbose_name=_("institute"),
    )  # fmt: skip
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.DO_NOTHING, null=True, editable=False, related_name="+",
        db_constraint=False, db_index=False, verbose_name=_("regional delegation"),
    )  # fmt: skip
    instrument_slug = models.CharField(_("instrument"), max_length=16, default="", editable=False)
    reference = models.CharField(_("reference"), max_length=32, default="", editable=False)

    objects = TrancheQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["award", "number"]
        constraints = [
            models.UniqueConstraint(name="one_tranche_per_number", fields=["award", "number"]),
            models.UniqueConstraint(
                name="one_tranche_per_budget_year", fields=["award", "budget_year"],
                condition=~Q(state=TrancheState.CANCELLED),
            ),
            models.CheckConstraint(name="no_zero_tranche", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="tranches_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="tranche_in_batch_names_it",
                condition=~Q(state__in=[TrancheState.IN_BATCH, TrancheState.NOTIFIED]) | Q(batch__isnull=False),
            ),
        ]  # fmt: skip
        # the last columns are only read: what is counted stands in the index
        indexes = [
            models.Index(name="tranches_to_pay", fields=["state", "opens_on"]),
            models.Index(
                name="tranches_by_block", condition=PLANNED,
                fields=["runs", "awaits_scientific", "awaits_financial", "derogated_until", "opens_on", "amount"],
            ),
            # the orders of the list of finance
            models.Index(name="tranches_in_order", condition=PLANNED, fields=["reference", "number"]),
            models.Index(
                name="tranches_of_delegation", condition=PLANNED, fields=["delegation", "reference", "number"]
            ),
            models.Index(name="tranches_by_amount", condition=PLANNED, fields=["amount", "reference", "number"]),
            models.Index(
                name="tranches_committed", condition=~Q(state=TrancheState.CANCELLED),
                fields=["budget_year", "institute", "instrument_slug", "state", "amount"],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.award_id} {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('award', args=[self.award.uid])}#tranche-{self.number}"

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.award.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.award.holders(role)


class Derogation(models.Model):
    """Leave to pay a tranche without its reports: a name, a reason, an end date; listed to finance (product §6)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="derogations")
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given on"))
    # last day (Paris) on which the tranche may be paid under it
    ends_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    objects = DerogationQuerySet.as_manager()

    class Meta:
        verbose_name = _("derogation")
        verbose_name_plural = _("derogations")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_derogation_in_force", fields=["tranche"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="derogation_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.tranche_id} {self.ends_on}"


class LedgerEntry(models.Model):
    """One line of the ledger: never changed, corrected only by a further line. The database refuses the rest.

    `amount` is what the line adds (a correction may take away); a return is written positive and counts negative.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="entries", verbose_name=_("action"))
    ledger = models.CharField(_("ledger"), max_length=13, choices=Ledger, default=Ledger.CREDITS)
    kind = models.CharField(_("kind"), max_length=9, choices=EntryKind)
    # of the credits, always; own resources have a line of the rules instead
    tranche = models.ForeignKey(
        Tranche, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("tranche")
    )
    line = models.SlugField(_("line"), max_length=40, blank=True)
    budget_year = models.PositiveSmallIntegerField(_("budget year"))
    amount = models.DecimalField(_("amount, in euros"), max_digits=12, decimal_places=2)
    # day of Paris on which the money moved, as the accounts say
    dated_on = models.DateField(_("dated"))
    entered_at = models.DateTimeField(_("entered on"))
    # none: the house, for a batch sent by a person who stands in the batch's own history
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # of the accounting system, where there is one
    accounting_reference = models.CharField(_("accounting reference"), max_length=60, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the ledger")
        verbose_name_plural = _("lines of the ledger")
        ordering = ["award", "entered_at", "pk"]
        constraints = [
            # paid at most once
            models.UniqueConstraint(
                name="one_payment_per_tranche", fields=["tranche"],
                condition=Q(kind=EntryKind.PAID, tranche__isnull=False),
            ),
            models.CheckConstraint(
                name="amounts_have_their_sign",
                condition=Q(kind=EntryKind.CORRECTED) & ~Q(amount=0) | Q(amount__gt=0),
            ),
            models.CheckConstraint(
                name="credits_belong_to_a_tranche",
                condition=Q(ledger=Ledger.CREDITS, tranche__isnull=False)
                | Q(ledger=Ledger.OWN_RESOURCES, tranche__isnull=True) & ~Q(line=""),
            ),
            models.CheckConstraint(
                name="a_correction_says_why",
                condition=~Q(kind__in=[EntryKind.CORRECTED, EntryKind.RETURNED, EntryKind.RECALLED]) | ~Q(reason=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="ledger_by_year", fields=["budget_year", "kind"])]

    def __str__(self) -> str:
        return f"{self.award_id} {self.kind} {self.amount}"
