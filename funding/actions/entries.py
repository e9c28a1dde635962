"""Further lines of the ledger: corrections and returns of what is paid, own resources of a dedicated unit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.access import FINANCE
from funding.enums import EntryKind, Ledger, TrancheState
from funding.ledger import COUNTS, enter
from funding.models import Award, LedgerEntry, Tranche
from wording.formats import amount as said_amount
from wording.languages import shown_language
from workflow.engine import Act, Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

ADDED = {EntryKind.CORRECTED: "correct", EntryKind.RETURNED: "return"}
OWN_KINDS = (EntryKind.NOTIFIED, EntryKind.PAID, EntryKind.CORRECTED, EntryKind.RETURNED)


@transaction.atomic
def add(tranche: Tranche, kind: str, amount: Decimal, *, reason: str, dated_on: date, accounting_reference: str = "",
        at: datetime, by: Standing) -> LedgerEntry:  # fmt: skip
    """Correct a paid tranche by so much (a correction may be negative), or enter what came back of it.

    What is paid of one tranche, net, stays between zero and its amount: so the sum stays under the grant. Refused.
    """
    if not tranche.roles_of(by) & FINANCE:
        raise Refused([_("This act belongs to another role than yours.")])
    locked = Tranche.objects.select_for_update(of=("self",)).select_related("award").get(pk=tranche.pk)
    found = [] if kind in ADDED else [_("Choose between a correction and a return.")]
    if locked.state != TrancheState.PAID:
        found.append(_("Only a paid tranche is corrected or returned."))
    found += _problems(kind, amount, reason, dated_on, at)
    net = _net(LedgerEntry.objects.filter(tranche=locked.pk)) + COUNTS.get(EntryKind(kind), 0) * amount
    if not found and not 0 <= net <= locked.amount:
        found.append(
            _("What is paid of tranche %(number)d, net, stays between zero and its %(amount)s.")
            % {"number": locked.number, "amount": _said(locked.amount)}
        )
    if found:
        raise Refused(found)
    act = Act(None, by, at, data={"dated_on": dated_on, "accounting_reference": accounting_reference.strip()})
    entry = enter(locked, EntryKind(kind), amount, act, reason=reason.strip())
    record(locked, ADDED[EntryKind(kind)], by=by, at=at, reason=reason.strip(), amount=f"{amount:.2f}")
    return entry


@transaction.atomic
def add_own(award: Award, kind: str, line: str, year: int, amount: Decimal, *, reason: str, dated_on: date,
            accounting_reference: str = "", at: datetime, by: Standing) -> LedgerEntry:  # fmt: skip
    """A line of the own resources of the dedicated unit: a ledger apart, which the grant does not bound. Refused."""
    if not award.roles_of(by) & FINANCE:
        raise Refused([_("This act belongs to another role than yours.")])
    Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    found = list(_problems(kind, amount, reason, dated_on, at))
    if award.dedicated_unit_id is None or award.rules.dedicated_unit is None:
        found.append(_("This action has no dedicated unit, hence no own resources."))
    elif line not in {one.slug for one in award.rules.dedicated_unit.lines}:
        found.append(_("Choose a line of the own resources."))
    if kind not in OWN_KINDS:
        found.append(_("Choose what the line says: notified, paid, corrected or returned."))
    elif not found:
        own = LedgerEntry.objects.filter(award=award.pk, ledger=Ledger.OWN_RESOURCES, line=line, budget_year=year)
        if _net(own) + COUNTS[EntryKind(kind)] * amount < 0:
            found.append(_("This would take away more than was paid on this line that year."))
    if found:
        raise Refused(found)
    entry = LedgerEntry.objects.create(
        award=award, ledger=Ledger.OWN_RESOURCES, kind=kind, line=line, budget_year=year, amount=amount,
        dated_on=dated_on, entered_at=at, entered_by_id=by.person_id, reason=reason.strip(),
        accounting_reference=accounting_reference.strip(),
    )  # fmt: skip
    record(award, "own-resources", by=by, at=at, kind=kind, line=line, year=year, amount=f"{amount:.2f}")
    return entry


def _problems(kind: str, amount: Decimal, reason: str, dated_on: date, at: datetime) -> list[str]:
    found = []
    if not amount:
        found.append(_("An amount of zero changes nothing."))
    if amount < 0 and kind != EntryKind.CORRECTED:
        found.append(_("Only a correction may be negative."))
    if kind in ADDED and not reason.strip():
        found.append(_("A reason is needed: write in a few words why."))
    if dated_on > at.astimezone(PARIS).date():
        found.append(_("This day is in the future: the ledger says what has happened."))
    return found


def _net(entries: Any) -> Decimal:
    counted = Case(*[When(kind=kind, then=F("amount") * sign) for kind, sign in COUNTS.items()])
    return entries.order_by().aggregate(net=Sum(counted))["net"] or Decimal(0)


def _said(value: Decimal) -> str:
    return said_amount(value, shown_language())
