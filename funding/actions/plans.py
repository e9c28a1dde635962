"""Tranches not yet in a batch are reshaped by staff: each above zero, the sum kept to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from funding.access import STAFF
from funding.enums import UNPAID, AwardState
from funding.models import Award, Tranche
from funding.plan import gap
from wording.formats import amount as said_amount
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

LIVING = (AwardState.RUNNING, AwardState.SUSPENDED)


def may_reshape(award: Award, by: Standing) -> bool:
    """Staff, while the action has not ended."""
    return award.state in LIVING and bool(award.roles_of(by) & STAFF)


@transaction.atomic
def reshape(award: Award, amounts: Mapping[int, Decimal], *, was: Mapping[int, Decimal], at: datetime,
            by: Standing) -> bool:  # fmt: skip
    """Write tranche number -> euros. `was`: what the page showed, so that two people never overwrite each other.

    Returns whether anything changed. Raises Refused: another role, an action that has ended, a tranche that left the
    plan, a zero, a sum that is not the one to share out.
    """
    tranches = lock_plan(award)
    award.refresh_from_db()
    if not award.roles_of(by) & STAFF:
        raise Refused([_("This act belongs to another role than yours.")])
    if award.state not in LIVING:
        raise Refused([_("The action has ended: its tranches are not reshaped any more.")])
    free = {one.number: one for one in tranches if one.state in UNPAID}
    _refuse(free, amounts, was)
    changed = {number: amounts[number] for number, one in free.items() if one.amount != amounts[number]}
    if not changed:
        return False
    write_amounts({free[number].pk: (free[number].amount, new) for number, new in changed.items()})
    for number, new in sorted(changed.items()):
        record(free[number], "reshape", by=by, at=at, before=f"{free[number].amount:.2f}", after=f"{new:.2f}")
    record(award, "reshape", by=by, at=at, amounts={str(number): f"{new:.2f}" for number, new in changed.items()})
    return True


def lock_plan(award: Award) -> list[Tranche]:
    """Every tranche of the action and then the action itself, locked in the order in which a payment locks them."""
    tranches = list(Tranche.objects.select_for_update().filter(award=award.pk).order_by("pk"))
    Award.objects.select_for_update(of=("self",)).filter(pk=award.pk).order_by("pk").first()
    return sorted(tranches, key=lambda one: one.number)


def write_amounts(changes: Mapping[int, tuple[Decimal, Decimal]]) -> None:
    """Tranche id -> (before, after): those that go down first, so that no database sees more than the grant."""
    for pk, (before, after) in sorted(changes.items(), key=lambda item: item[1][1] - item[1][0]):
        if not Tranche.objects.filter(pk=pk, amount=before, state__in=UNPAID).update(amount=after):
            raise Refused([_("A tranche was put in a batch or changed meanwhile: read the plan again.")])


def _refuse(free: Mapping[int, Any], amounts: Mapping[int, Decimal], was: Mapping[int, Decimal]) -> None:
    if set(amounts) != set(free):
        raise Refused([_("A tranche was put in a batch or changed meanwhile: read the plan again.")])
    if any(free[number].amount != was.get(number) for number in free):
        raise Refused([_("Somebody changed this plan after you opened it: here is what is so now.")])
    if any(value <= 0 for value in amounts.values()):
        raise Refused([_("No tranche is zero: each year keeps at least one cent.")])
    left = gap(amounts, sum((one.amount for one in free.values()), Decimal(0)))
    if left:
        raise Refused([gap_sentence(left)])


def gap_sentence(left: Decimal) -> str:
    """What the sum of a plan being typed lacks, or exceeds."""
    language = shown_language()
    if left > 0:
        return _("%(amount)s are still to be shared out: the plan sums to the grant.") % {
            "amount": said_amount(left, language)
        }
    return _("The plan exceeds the grant by %(amount)s.") % {"amount": said_amount(-left, language)}
