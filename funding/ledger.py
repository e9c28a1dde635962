"""The only writer of the ledger: a line is added, and the sum that the database holds under the grant follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.enums import EntryKind, Ledger
from funding.models import Award, LedgerEntry
from workflow.engine import Refused

if TYPE_CHECKING:
    from funding.models import Tranche
    from workflow.engine import Act

# what each kind of line adds to what is paid, net of returns
COUNTS = {EntryKind.NOTIFIED: 0, EntryKind.PAID: 1, EntryKind.CORRECTED: 1, EntryKind.RETURNED: -1,
          EntryKind.RECALLED: 0}  # fmt: skip


def enter(tranche: Tranche, kind: EntryKind, amount: Decimal, act: Act, *, reason: str = "") -> LedgerEntry:
    """One line of the credits, in euros. Raises Refused when the sum paid would leave [0, grant]."""
    counted = COUNTS[kind] * amount
    try:
        with transaction.atomic():
            if counted:
                Award.objects.filter(pk=tranche.award_id).update(paid_net=F("paid_net") + counted)
            return LedgerEntry.objects.create(
                award_id=tranche.award_id, ledger=Ledger.CREDITS, kind=kind, tranche=tranche,
                budget_year=tranche.budget_year, amount=amount,
                dated_on=act.data.get("dated_on") or act.at.astimezone(PARIS).date(), entered_at=act.at,
                entered_by_id=act.by.person_id, reason=reason,
                accounting_reference=act.data.get("accounting_reference", ""),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_said(error)]) from error


def _said(error: IntegrityError) -> str:
    if "one_payment_per_tranche" in str(error) or "tranche_id" in str(error):
        return _("This tranche is paid already: it is corrected by a further line, never paid twice.")
    return _("Paid net of returns would exceed the grant, or fall under zero: look at the ledger of the action.")
