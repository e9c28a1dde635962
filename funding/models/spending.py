"""What was spent, line by line and year by year, as the accounts give it back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models.awards import Award
from funding.querysets.spending import ImportQuerySet, SpendingQuerySet

if TYPE_CHECKING:
    from typing import Any


class SpendingImport(models.Model):
    """One file of the accounts: read and shown first, written when somebody says so.

    `rows` holds what was read until it is written, and afterwards only the rows refused, with why (a slug and its
    facts: the sentence is made in the language of the reader).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows: Any = models.JSONField(default=list)
    read_at = models.DateTimeField(_("read on"))
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written on"), null=True, blank=True)
    added = models.PositiveIntegerField(_("rows added"), default=0)
    known = models.PositiveIntegerField(_("rows known already"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of spent amounts")
        verbose_name_plural = _("files of spent amounts")
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("spending_import", args=[self.uid])


class Spending(models.Model):
    """An amount spent (negative: given back by a supplier) on one line of the budget in one budget year."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="spendings", verbose_name=_("action"))
    budget_year = models.PositiveSmallIntegerField(_("budget year"))
    # a line of the rules of the action
    line = models.SlugField(_("line"), max_length=40)
    amount = models.DecimalField(_("amount, in euros"), max_digits=12, decimal_places=2)
    dated_on = models.DateField(_("dated"))
    source = models.ForeignKey(SpendingImport, on_delete=models.PROTECT, related_name="spendings")
    # of what the row says and its place among equal ones: the same row of another file is the same amount
    row_key = models.CharField(max_length=64, unique=True)

    objects = SpendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("spent amount")
        verbose_name_plural = _("spent amounts")
        ordering = ["award", "budget_year", "line", "dated_on", "pk"]
        constraints = [models.CheckConstraint(name="something_was_spent", condition=~Q(amount=0))]
        indexes = [models.Index(name="spent_by_line", fields=["award", "budget_year", "line"])]

    def __str__(self) -> str:
        return f"{self.award_id} {self.budget_year} {self.line} {self.amount}"
