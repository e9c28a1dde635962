"""What an institute proposes on the evidence of the reports: a lower or higher grant, or unspent money carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.enums import ChangeKind, ChangeState
from funding.grant_life import GRANT_CHANGE
from funding.models.awards import Award
from funding.querysets.grants import GrantChangeQuerySet
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL


class GrantChange(Subject):
    """Proposed by the institute, decided by the directorate.

    Lowered or raised: `amount` is the whole new grant, in euros. Carried over: `amount` is what is left of `from_year`
    and may be spent until `ends_on`; agreeing is the derogation that product page §6 asks for, with its name, reason
    and end date. It moves no tranche.
    """

    workflow = GRANT_CHANGE
    acts = {"propose": _("Change proposed")}

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="changes", verbose_name=_("action"))
    kind = models.CharField(_("what is proposed"), max_length=10, choices=ChangeKind)
    amount = models.DecimalField(_("amount, in euros"), max_digits=12, decimal_places=2)
    # the grant as it was when this was proposed
    granted_before = models.DecimalField(max_digits=12, decimal_places=2, editable=False)
    from_year = models.PositiveSmallIntegerField(_("budget year"), null=True, blank=True)
    # last day (Paris) on which what is carried over may be spent
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    proposed_at = models.DateTimeField(_("proposed on"))
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state_since = models.DateTimeField(_("in this state since"))

    objects = GrantChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of grant")
        verbose_name_plural = _("changes of grant")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_change_of_grant_at_a_time", fields=["award"], condition=Q(state=ChangeState.PROPOSED)
            ),
            models.CheckConstraint(name="change_of_grant_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="change_of_grant_has_an_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="carried_over_from_a_year_until_a_day",
                condition=Q(kind=ChangeKind.CARRY_OVER, from_year__isnull=False, ends_on__isnull=False)
                | ~Q(kind=ChangeKind.CARRY_OVER) & Q(from_year=None, ends_on=None),
            ),
            models.CheckConstraint(
                name="agreed_change_is_signed",
                condition=~Q(state=ChangeState.AGREED) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("grant_change", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return self.award.roles_of(standing)

    def holders(self, role: str) -> Any:
        return self.award.holders(role)
