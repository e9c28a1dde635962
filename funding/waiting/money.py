"""What finance has to prepare, to send and to record; what the directorate has to decide of grants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import BatchState
from funding.models import GrantChange, PaymentBatch, Tranche
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Two queries for finance, one for the directorate, none for the others."""
    if standing.holds(Role.FINANCE_OFFICER):
        yield from _payable(standing, now)
        yield from _batches(standing)
    if standing.holds_nationally(Role.DERCI_OFFICER) or standing.holds_nationally(Role.DERCI_DIRECTOR):
        yield from _changes(standing)


def _payable(standing: Standing, now: datetime) -> Iterator[Waiting]:
    day = now.astimezone(PARIS).date()
    found = Tranche.objects.visible_to(standing).payable(day).count()
    if found:
        yield Waiting(
            number=found, url=f"{reverse('payable_list')}?why=payable",
            sentence=ngettext("Tranche to pay", "Tranches to pay", found),
            why=_("Nothing blocks them: put them in a payment batch."),
        )  # fmt: skip


def _batches(standing: Standing) -> Iterator[Waiting]:
    open_ones = PaymentBatch.objects.visible_to(standing).filter(state__in=(BatchState.PREPARED, BatchState.SENT))
    states = list(open_ones.order_by().values_list("state", flat=True))
    if number := states.count(BatchState.PREPARED):
        yield Waiting(
            number=number, url=reverse("batch_list"),
            sentence=ngettext("Payment batch to send", "Payment batches to send", number),
            why=_("Its tranches are notified when it is sent."),
        )  # fmt: skip
    if number := states.count(BatchState.SENT):
        yield Waiting(
            number=number, url=reverse("batch_list"),
            sentence=ngettext("Payment to record", "Payments to record", number),
            why=_("The batch is sent: give the day and the reference once the accounts have paid."),
        )  # fmt: skip


def _changes(standing: Standing) -> Iterator[Waiting]:
    found = list(GrantChange.objects.visible_to(standing).proposed().for_list().order_by("proposed_at", "pk")[:2])
    if not found:
        return
    number = GrantChange.objects.visible_to(standing).proposed().count() if len(found) > 1 else 1
    yield Waiting(
        number=number, url=found[0].get_absolute_url(),
        sentence=ngettext("Change of grant to decide", "Changes of grant to decide", number),
        why=_("Proposed by an institute on the evidence of reports and accounts; the oldest first."),
    )  # fmt: skip
