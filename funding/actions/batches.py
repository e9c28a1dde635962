"""Payment batches: prepared from the list, sent, paid or given up; what is payable no more is taken out, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.enums import BatchState, TrancheState
from funding.grounds import grounds_of
from funding.models import PaymentBatch, Tranche
from funding.payable import sentences
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing


@dataclass(frozen=True)
class LeftOut:
    """A tranche that was not taken, with the sentences that say why."""

    tranche: Tranche
    reasons: list[str]


@dataclass
class Outcome:
    """What became of several tranches."""

    batches: list[PaymentBatch] = field(default_factory=list)
    done: list[Tranche] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def may_pay_for(standing: Standing, delegation_id: int | None) -> bool:
    """Whether `standing` is finance of this délégation, or nationally."""
    return standing.holds_nationally(Role.FINANCE_OFFICER) or (
        delegation_id is not None and delegation_id in standing.scope_ids(Role.FINANCE_OFFICER, Scope.DELEGATION)
    )


def prepare(tranches: Iterable[Tranche], *, title: str, at: datetime, by: Standing) -> Outcome:
    """One batch per délégation with those that are payable; a tranche that somebody took first is left out.

    `tranches` come with their award. A délégation of which nothing is left gets no batch.
    """
    outcome, groups = Outcome(), dict[int | None, list[Tranche]]()
    for one in tranches:
        groups.setdefault(one.award.delegation_id, []).append(one)
    for delegation, group in sorted(groups.items(), key=lambda item: item[0] or 0):
        with transaction.atomic():
            done = _batch(delegation, group, title, at, by, outcome)
            if not done:
                transaction.set_rollback(True)
    return outcome


def _batch(delegation: int | None, group: list[Tranche], title: str, at: datetime, by: Standing,
           outcome: Outcome) -> bool:  # fmt: skip
    if not may_pay_for(by, delegation):
        outcome.left_out += [LeftOut(one, [_("This act belongs to another role than yours.")]) for one in group]
        return False
    batch = PaymentBatch.objects.create(
        delegation_id=delegation, title=title, created_at=at, created_by_id=by.person_id or 0, state_since=at
    )
    done = []
    for one in sorted(group, key=lambda tranche: tranche.pk):
        try:
            perform(one, "add-to-batch", by=by, at=at, batch=batch)
        except Refused as refused:
            outcome.left_out.append(LeftOut(one, refused.reasons))
        else:
            done.append(one)
    if done:
        record(batch, "add", by=by, at=at, tranches=len(done))
        outcome.batches.append(batch)
        outcome.done += done
    return bool(done)


@transaction.atomic
def send(batch: PaymentBatch, *, at: datetime, by: Standing) -> Outcome:
    """Notify its tranches; those payable no more are taken out, which stays so even when nothing is left to send."""
    locked = _locked(batch, by, BatchState.PREPARED)
    outcome = _take_out_unpayable(locked, TrancheState.IN_BATCH, at)
    outcome.done = list(locked.tranches.filter(state=TrancheState.IN_BATCH))
    if outcome.done:
        perform(locked, "send", by=by, at=at)
    batch.refresh_from_db(fields=["state"])
    return outcome


@transaction.atomic
def pay(batch: PaymentBatch, tranches: Iterable[int] | None = None, *, dated_on: date, accounting_reference: str,
        at: datetime, by: Standing) -> Outcome:  # fmt: skip
    """Record the payment of these tranches (ids; all without), as the accounts date it.

    Whether each is payable is asked again, today: those that are not are recalled, with why. The batch is paid once
    nothing of it is left.
    """
    locked = _locked(batch, by, BatchState.SENT)
    if dated_on > at.astimezone(PARIS).date():
        raise Refused([_("The payment is dated in the future: record it once the accounts have made it.")])
    chosen = None if tranches is None else set(tranches)
    if not locked.tranches.filter(state=TrancheState.NOTIFIED).exists() or chosen == set():
        raise Refused([_("Tick the tranches that are paid: none was chosen. Nothing was done.")])
    outcome = _take_out_unpayable(locked, TrancheState.NOTIFIED, at, chosen)
    for one in _tranches(locked, TrancheState.NOTIFIED):
        if chosen is None or one.pk in chosen:
            perform(one, "pay", by=by, at=at, dated_on=dated_on, accounting_reference=accounting_reference.strip())
            outcome.done.append(one)
    settle(locked, at)
    batch.refresh_from_db(fields=["state"])
    return outcome


@transaction.atomic
def take_out(tranche: Tranche, *, reason: str, at: datetime, by: Standing) -> None:
    """Out of a batch being prepared; once it is sent, the notification is recalled, with its reason."""
    batch = tranche.batch
    if batch is None:
        raise Refused([_("This tranche is in no batch any more.")])
    locked = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    name = "take-out" if tranche.state == TrancheState.IN_BATCH else "recall"
    perform(tranche, name, by=by, at=at, reason=reason)
    record(locked, "take-out", by=by, at=at, reference=tranche.award.reference, number=tranche.number)
    settle(locked, at)


def settle(batch: PaymentBatch, at: datetime) -> None:
    """A batch sent of which nothing is left to pay is paid, or given up when nothing of it was."""
    if batch.state != BatchState.SENT or batch.tranches.filter(state=TrancheState.NOTIFIED).exists():
        return
    if batch.tranches.filter(state=TrancheState.PAID).exists():
        perform(batch, "pay", by=SYSTEM, at=at)
    else:
        perform(batch, "cancel", by=SYSTEM, at=at, reason=_("Nothing of this batch is left to pay."))


def settle_all(now: datetime | None = None) -> int:
    """Those that an action's end has emptied. Returns how many were settled."""
    now = now or timezone.now()
    waiting = PaymentBatch.objects.filter(state=BatchState.SENT).exclude(
        pk__in=Tranche.objects.filter(state=TrancheState.NOTIFIED, batch__isnull=False).values("batch")
    )
    found = 0
    for batch in waiting.order_by("pk"):
        with transaction.atomic():
            settle(PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk), now)
        found += 1
    return found


def _take_out_unpayable(batch: PaymentBatch, state: str, at: datetime, chosen: set[int] | None = None) -> Outcome:
    """Those of the batch in `state` that are payable no more leave it, each with its sentences."""
    outcome, day = Outcome(), at.astimezone(PARIS).date()
    found = [one for one in _tranches(batch, state) if chosen is None or one.pk in chosen]
    grounds = grounds_of(found)
    for one in found:
        if reasons := sentences(grounds[one.pk], day):
            name: dict[str, Any] = {"reason": " ".join(reasons)} if state == TrancheState.NOTIFIED else {}
            perform(one, "recall" if name else "take-out", by=SYSTEM, at=at, **name)
            record(batch, "take-out", by=SYSTEM, at=at, reason=" ".join(reasons), reference=one.award.reference,
                   number=one.number)  # fmt: skip
            outcome.left_out.append(LeftOut(one, reasons))
    return outcome


def _tranches(batch: PaymentBatch, state: str) -> list[Tranche]:
    return list(batch.tranches.filter(state=state).for_list().select_for_update(of=("self",)).order_by("pk"))


def _locked(batch: PaymentBatch, by: Standing, state: BatchState) -> PaymentBatch:
    locked = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not may_pay_for(by, locked.delegation_id):
        raise Refused([_("This act belongs to another role than yours.")])
    if locked.state != state:
        said: Mapping[str, Any] = {"state": locked.current_state.label}
        raise Refused([_("The batch is now “%(state)s”: nothing was done.") % said])
    return locked
