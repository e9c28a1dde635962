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
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts, for finance. No query."""
    if not standing.holds(Role.FINANCE_OFFICER):
        return {}
    payable = Tranche.objects.visible_to(standing).payable(now.astimezone(PARIS).date())
    batches = PaymentBatch.objects.visible_to(standing)
    return {
        "payable": Tranche.objects.filter(pk__in=payable.order_by().values("pk")),
        "prepared": batches.filter(state=BatchState.PREPARED), "sent": batches.filter(state=BatchState.SENT),
    }  # fmt: skip


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The rows of the tranches to pay, of the batches to send and of the payments to record."""
    if found := number_of(counted, "payable"):
        yield Waiting(
            number=found, url=f"{reverse('payable_list')}?why=payable",
            sentence=ngettext("Tranche to pay", "Tranches to pay", found),
            why=_("Nothing blocks them: put them in a payment batch."),
        )  # fmt: skip
    if number := number_of(counted, "prepared"):
        yield Waiting(
            number=number, url=reverse("batch_list"),
            sentence=ngettext("Payment batch to send", "Payment batches to send", number),
            why=ngettext("Its tranches are notified when it is sent.",
                         "Their tranches are notified when they are sent.", number),
        )  # fmt: skip
    if number := number_of(counted, "sent"):
        yield Waiting(
            number=number, url=reverse("batch_list"),
            sentence=ngettext("Payment to record", "Payments to record", number),
            why=ngettext("The batch is sent: give the day and the reference once the accounts have paid.",
                         "The batches are sent: give the day and the reference once the accounts have paid.", number),
        )  # fmt: skip


def singly(standing: Standing) -> Iterator[Waiting]:
    """The changes of grant that the directorate decides on; the row leads to the oldest. One query, or two."""
    if not (standing.holds_nationally(Role.DERCI_OFFICER) or standing.holds_nationally(Role.DERCI_DIRECTOR)):
        return
    found = list(GrantChange.objects.visible_to(standing).proposed().for_list().order_by("proposed_at", "pk")[:2])
    if not found:
        return
    number = GrantChange.objects.visible_to(standing).proposed().count() if len(found) > 1 else 1
    yield Waiting(
        number=number, url=found[0].get_absolute_url(),
        sentence=ngettext("Change of grant to decide", "Changes of grant to decide", number),
        why=_("Proposed by an institute on the evidence of reports and accounts; the oldest first."),
    )  # fmt: skip
