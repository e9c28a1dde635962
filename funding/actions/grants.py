"""The institute proposes, on the evidence, a lower or higher grant or a carry-over; the directorate decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.access import INSTITUTE
from funding.actions.plans import LIVING, lock_plan, write_amounts
from funding.enums import UNPAID, ChangeKind, TrancheState
from funding.models import Award, GrantChange, Spending
from funding.plan import NoRoom, spread
from wording.formats import amount as said_amount
from wording.languages import shown_language
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from workflow.engine import System


@transaction.atomic
def propose(award: Award, kind: str, amount: Decimal, *, reason: str, from_year: int | None = None,
            ends_on: date | None = None, at: datetime, by: Standing) -> GrantChange:  # fmt: skip
    """A proposal that waits for the directorate. Raises Refused, with every sentence that applies."""
    if not award.roles_of(by) & INSTITUTE:
        raise Refused([_("This act belongs to another role than yours.")])
    found = list(problems(award, kind, amount, from_year))
    if not reason.strip():
        found.append(_("A reason is needed: write in a few words why."))
    if kind == ChangeKind.CARRY_OVER and (ends_on is None or ends_on < at.astimezone(PARIS).date()):
        found.append(_("Give the last day on which it may be spent, today or later."))
    if found:
        raise Refused(found)
    try:
        with transaction.atomic():
            made = GrantChange.objects.create(
                award=award, kind=kind, amount=amount, granted_before=award.granted, reason=reason.strip(),
                from_year=from_year if kind == ChangeKind.CARRY_OVER else None,
                ends_on=ends_on if kind == ChangeKind.CARRY_OVER else None, proposed_at=at,
                proposed_by_id=by.person_id or 0, state_since=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_("A proposal for this action waits already for the directorate.")]) from error
    record(made, "propose", by=by, at=at, reason=made.reason, amount=f"{amount:.2f}")
    return made


def problems(award: Award, kind: str, amount: Decimal, from_year: int | None = None) -> Iterator[str]:
    """What refuses a change, as things stand: the bounds of the rules, what is engaged, what is unspent."""
    if award.state not in LIVING:
        yield _("The action has ended: its grant does not change any more.")
        return
    if kind == ChangeKind.CARRY_OVER:
        yield from _carry_over_problems(award, amount, from_year)
        return
    if kind == ChangeKind.LOWER and amount >= award.granted:
        yield _("To lower it, write less than the %(amount)s granted.") % {"amount": _said(award.granted)}
    if kind == ChangeKind.RAISE and amount <= award.granted:
        yield _("To raise it, write more than the %(amount)s granted.") % {"amount": _said(award.granted)}
    if award.lowest is not None and amount < award.lowest:
        yield _("The rules of the call grant at least %(amount)s.") % {"amount": _said(award.lowest)}
    if award.highest is not None and amount > award.highest:
        yield _("The rules of the call grant at most %(amount)s.") % {"amount": _said(award.highest)}
    free = [one.amount for one in award.tranches.filter(state__in=UNPAID).order_by("number")]
    engaged = award.granted - sum(free, Decimal(0))
    try:
        spread(free, amount - engaged)
    except NoRoom:
        yield _("%(amount)s are paid or in a batch already: the tranches that are left cannot hold the change.") % {
            "amount": _said(engaged)
        }


def unspent(award: Award, year: int) -> Decimal:
    """Euros of a budget year notified or paid, less what the accounts say was spent. Two queries."""
    told = award.tranches.filter(budget_year=year, state__in=(TrancheState.NOTIFIED, TrancheState.PAID)).order_by()
    notified = sum((one.amount for one in told), Decimal(0))
    return notified - Spending.objects.spent_by_year([award.pk]).get((award.pk, year), Decimal(0))


def regrant(award: Award, amount: Decimal, *, at: datetime, by: Standing | System, reason: str) -> None:
    """The grant is `amount`, its free tranches in the same proportions; in the history of the action.

    In the caller's transaction. Raises Refused when what is engaged leaves no room.
    """
    tranches = lock_plan(award)
    award.refresh_from_db()
    before, free = award.granted, [one for one in tranches if one.state in UNPAID]
    engaged = before - sum((one.amount for one in free), Decimal(0))
    try:
        parts = spread([one.amount for one in free], amount - engaged)
    except NoRoom as error:
        raise Refused(
            list(problems(award, ChangeKind.LOWER if amount < before else ChangeKind.RAISE, amount))
        ) from error
    changes = {one.pk: (one.amount, part) for one, part in zip(free, parts, strict=True) if one.amount != part}
    if amount > before:  # no database sees a plan above its grant
        Award.objects.filter(pk=award.pk).update(granted=amount)
    write_amounts(changes)
    if amount < before:
        Award.objects.filter(pk=award.pk).update(granted=amount)
    award.granted = amount
    record(award, "regrant", by=by, at=at, reason=reason, before=f"{before:.2f}", after=f"{amount:.2f}")


def _carry_over_problems(award: Award, amount: Decimal, from_year: int | None) -> Iterator[str]:
    if from_year is None or not award.tranches.filter(budget_year=from_year).exists():
        yield _("Choose the budget year from which money is carried over.")
        return
    left = unspent(award, from_year)
    if amount > left:
        yield _("%(amount)s at most are unspent of %(year)d, by the amounts that the accounts gave back.") % {
            "amount": _said(max(left, Decimal(0))), "year": from_year,
        }  # fmt: skip


def _said(value: Decimal) -> str:
    return said_amount(value, shown_language())
