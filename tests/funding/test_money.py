"""Plans, ledger, derogations and batches: what is always so, and what is refused with a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from directory.enums import Role
from directory.models import Person
from directory.standing import Standing, standing_of
from funding.actions import batches, derogations, entries, grants, plans
from funding.enums import BatchState, ChangeKind, EntryKind, TrancheState
from funding.models import Award, LedgerEntry, PaymentBatch, Tranche
from funding.plan import NoRoom, spread
from notifications.models import OutboxMail
from tests.factories import a_person, an_office
from tests.funding.awards import accepted_reports, an_award, finance_of, officer_of
from tests.funding.formal import browser_of
from workflow.engine import SYSTEM, Refused, perform

pytestmark = pytest.mark.django_db
D = Decimal
today = timezone.localdate


def holder(role: Role, over: Any = None) -> Standing:
    return standing_of(an_office(a_person(), role, over).person)


def sums(award: Award) -> tuple[Decimal, Decimal]:
    award.refresh_from_db()
    return sum((one.amount for one in award.tranches.all()), D(0)), award.granted


def amounts_of(award: Award) -> dict[int, Decimal]:
    return {one.number: one.amount for one in award.tranches.filter(state="planned")}


def paid_first(award: Award, finance: Standing) -> PaymentBatch:
    now = timezone.now()
    made = batches.prepare(award.tranches.filter(number=1).for_list(), title="Lot", at=now, by=finance)
    batch = made.batches[0]
    batches.send(batch, at=now, by=finance)
    batches.pay(batch, dated_on=today(), accounting_reference="M-1", at=now, by=finance)
    return PaymentBatch.objects.get(pk=batch.pk)


def _at_the_end_of_a_transaction(change: Any) -> None:
    with transaction.atomic():
        change()
        connection.check_constraints()


@given(
    parts=st.lists(st.integers(1, 10**7).map(lambda cents: D(cents) / 100), min_size=1, max_size=10),
    total=st.integers(1, 10**8).map(lambda cents: D(cents) / 100),
)
def test_a_change_of_grant_falls_on_the_tranches_in_proportion_to_the_cent(parts: list[Decimal], total: Decimal):
    try:
        found = spread(parts, total)
    except NoRoom:
        assert total < sum(parts)
        return
    assert sum(found) == total
    assert min(found) > 0
    assert all(abs(one - total * before / sum(parts)) < D("0.11") for one, before in zip(found, parts, strict=True))


def test_postgresql_refuses_a_plan_that_is_not_the_grant():
    award = an_award("irp")
    for change in (
        lambda: award.tranches.filter(number=2).update(amount=D(1)),
        lambda: award.tranches.filter(number=5).delete(),
        lambda: Award.objects.filter(pk=award.pk).update(granted=award.granted + 1),
    ):
        with pytest.raises(IntegrityError, match="does not sum"):
            _at_the_end_of_a_transaction(change)


@pytest.mark.both
def test_a_plan_above_the_grant_is_refused_by_both_databases_and_reshaping_passes_both():
    award, now = an_award("irp"), timezone.now()
    with pytest.raises(IntegrityError):
        _at_the_end_of_a_transaction(lambda: award.tranches.filter(number=2).update(amount=D(10**6)))
    was = amounts_of(award)
    new = {**was, 1: was[1] - D("4000.50"), 5: was[5] + D("4000.50")}
    assert plans.reshape(award, new, was=was, at=now, by=officer_of(award))
    assert amounts_of(award) == new
    assert sums(award)[0] == award.granted
    derci, officer = holder(Role.DERCI_OFFICER), officer_of(award)
    for kind, amount in ((ChangeKind.RAISE, D("60000.01")), (ChangeKind.LOWER, D(50000))):
        perform(grants.propose(award, kind, amount, reason="Bilan.", at=now, by=officer), "agree", by=derci)
        assert sums(award) == (amount, amount)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda was: {**was, 1: was[1] + D("0.01")}, r"exceeds the grant|dépasse"),
        (lambda was: {**was, 1: was[1] - D("0.01")}, r"still to be shared|à répartir"),
        (lambda was: {**was, 1: D(0), 2: was[2] + was[1]}, r"No tranche is zero|nulle"),
        (lambda was: {**was, 1: -was[1], 2: was[2] + 2 * was[1]}, r"No tranche is zero|nulle"),
        (lambda was: {number: was[number] for number in (1, 2)}, r"meanwhile|entre-temps"),
    ],
    ids=["a cent too much", "a cent too little", "zero", "negative", "a tranche forgotten"],
)
def test_a_reshaping_is_refused_with_a_sentence_and_writes_nothing(change: Any, said: str):
    award = an_award("irp")
    was = amounts_of(award)
    with pytest.raises(Refused, match=said):
        plans.reshape(award, change(was), was=was, at=timezone.now(), by=officer_of(award))
    assert amounts_of(award) == was


def test_two_who_reshape_never_overwrite_each_other_and_what_is_in_a_batch_stays():
    award, now = an_award("irp"), timezone.now()
    was = amounts_of(award)
    first = {**was, 4: was[4] - 10, 5: was[5] + 10}
    plans.reshape(award, first, was=was, at=now, by=officer_of(award))
    with pytest.raises(Refused, match=r"Somebody changed|Quelqu"):
        plans.reshape(award, {**was, 1: was[1] - 5, 2: was[2] + 5}, was=was, at=now, by=officer_of(award))
    finance = finance_of(award)
    batches.prepare(award.tranches.filter(number=1).for_list(), title="Lot", at=now, by=finance)
    with pytest.raises(Refused, match=r"meanwhile|entre-temps"):
        plans.reshape(award, {**first, 1: first[1] - 5, 2: first[2] + 5}, was=first, at=now, by=officer_of(award))
    with pytest.raises(Refused, match=r"another role|autre rôle"):
        plans.reshape(award, amounts_of(award), was=amounts_of(award), at=now, by=finance)


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [
        (ChangeKind.RAISE, D("75000.01"), r"at most|au plus"),
        (ChangeKind.LOWER, D("49999.99"), r"at least|au moins"),
        (ChangeKind.RAISE, D(50000), r"write more|davantage|plus que"),
        (ChangeKind.LOWER, D(60000), r"write less|moins que"),
        (ChangeKind.CARRY_OVER, D(100), r"Choose the budget year|année"),
    ],
)
def test_a_change_of_grant_stays_inside_the_bounds(kind: str, amount: Decimal, said: str):
    award = an_award("irp", amount=D(50000))
    with pytest.raises(Refused, match=said):
        grants.propose(award, kind, amount, reason="Bilan.", at=timezone.now(), by=officer_of(award))


def test_a_change_of_grant_is_decided_by_the_directorate_once_and_stands_in_the_history():
    award, now = an_award("irp", amount=D(60000)), timezone.now()
    officer, derci = officer_of(award), holder(Role.DERCI_DIRECTOR)
    paid_first(award, finance_of(award))
    change = grants.propose(award, ChangeKind.LOWER, D(52000), reason="Dépenses moindres.", at=now, by=officer)
    with pytest.raises(Refused, match=r"waits already|attend déjà"):
        grants.propose(award, ChangeKind.RAISE, D(62000), reason="Plus.", at=now, by=officer)
    with pytest.raises(Refused):
        perform(change, "agree", by=officer)
    perform(change, "agree", by=derci)
    assert [one.amount for one in award.tranches.order_by("number")] == [D(12000), *[D(10000)] * 4]
    assert sums(award) == (D(52000), D(52000))
    with pytest.raises(Refused):
        perform(change, "agree", by=derci)
    assert award.paid_net == D(12000) == LedgerEntry.objects.filter(award=award).net()


def test_unspent_money_is_carried_over_by_a_derogation_with_name_reason_and_day():
    award, now = an_award("irp", amount=D(60000)), timezone.now()
    paid_first(award, finance_of(award))
    year = award.starts_on.year
    with pytest.raises(Refused, match=r"unspent|consommés"):
        grants.propose(award, ChangeKind.CARRY_OVER, D(12001), from_year=year, ends_on=today(), reason="Retard.",
                       at=now, by=officer_of(award))  # fmt: skip
    change = grants.propose(award, ChangeKind.CARRY_OVER, D(3000), from_year=year, ends_on=today() + timedelta(90),
                            reason="Mission reportée.", at=now, by=officer_of(award))  # fmt: skip
    perform(change, "agree", by=holder(Role.DERCI_OFFICER))
    assert list(award.changes.carried_over(today())) == [change]
    assert sums(award) == (D(60000), D(60000))


def test_a_tranche_without_its_reports_is_paid_under_a_derogation_alone_and_while_it_lasts():
    award, now = an_award("irp", starts_on=date(today().year - 1, 1, 1)), timezone.now()
    finance, direction = finance_of(award), holder(Role.INSTITUTE_DIRECTION, award.institute)
    paid_first(award, finance)
    second = award.tranches.for_list().get(number=2)
    out = batches.prepare([second], title="Lot", at=now, by=finance)
    assert (out.batches, len(out.left_out)) == ([], 1)
    assert not PaymentBatch.objects.filter(state="prepared").exists()
    for standing, changes, said in (
        (finance, {}, r"another role|autre rôle"),
        (officer_of(award), {}, r"another role|autre rôle"),
        (direction, {"reason": "  "}, r"reason|motif|raison"),
        (direction, {"ends_on": today() - timedelta(1)}, r"between today|entre aujourd"),
        (direction, {"ends_on": today() + timedelta(400)}, r"between today|entre aujourd"),
    ):
        with pytest.raises(Refused, match=said):
            derogations.give(
                second, **{"reason": "Rapport retardé.", "ends_on": today(), **changes}, at=now, by=standing
            )
    given_one = derogations.give(second, reason="Rapport retardé.", ends_on=today(), at=now, by=direction)
    with pytest.raises(Refused, match=r"in force already|déjà en vigueur|déjà en cours"):
        derogations.give(second, reason="Encore.", ends_on=today(), at=now, by=direction)
    batch = batches.prepare([second], title="Lot", at=now, by=finance).batches[0]
    batches.send(batch, at=now, by=finance)
    # it ended before the payment was recorded: the tranche leaves the batch, which nothing is left of
    derogations.end(given_one, at=now, by=direction)
    out = batches.pay(batch, dated_on=today(), accounting_reference="M-2", at=now, by=finance)
    assert (out.done, [one.tranche.pk for one in out.left_out]) == ([], [second.pk])
    assert all("accept" in one for one in out.left_out[0].reasons)
    second.refresh_from_db()
    batch.refresh_from_db()
    assert (second.state, second.batch_id, batch.state) == ("planned", None, BatchState.CANCELLED)
    kinds = list(second.entries.values_list("kind", flat=True))
    assert kinds == [EntryKind.NOTIFIED, EntryKind.RECALLED]
    accepted_reports(award, 1)
    batch = batches.prepare([second], title="Lot", at=now, by=finance).batches[0]
    batches.send(batch, at=now, by=finance)
    batches.pay(batch, dated_on=today(), accounting_reference="M-3", at=now, by=finance)
    batch.refresh_from_db()
    assert batch.state == BatchState.PAID


def test_a_batch_is_of_one_delegation_and_of_those_who_pay_for_it():
    mine, other, now = an_award("iea"), an_award("iea"), timezone.now()
    assert mine.delegation_id != other.delegation_id
    tranches = list(Tranche.objects.filter(number=1).for_list())
    out = batches.prepare(tranches, title="Lot", at=now, by=finance_of(mine))
    assert [one.delegation_id for one in out.batches] == [mine.delegation_id]
    assert [one.tranche.award_id for one in out.left_out] == [other.pk]
    national = holder(Role.FINANCE_OFFICER)
    again = batches.prepare(tranches, title="Lot", at=now, by=national)
    assert [one.delegation_id for one in again.batches] == [other.delegation_id]
    with pytest.raises(Refused, match=r"another role|autre rôle"):
        batches.send(again.batches[0], at=now, by=finance_of(mine))


def test_a_batch_is_paid_in_parts_each_tranche_once_and_its_people_are_told():
    finance, now = holder(Role.FINANCE_OFFICER), timezone.now()
    awards = [an_award("iea") for _turn in range(2)]
    Award.objects.filter(pk=awards[1].pk).update(delegation=awards[0].delegation_id)
    chosen = Tranche.objects.filter(award__in=awards, number=1).for_list().order_by("pk")
    batch = batches.prepare(chosen, title="Lot", at=now, by=finance).batches[0]
    assert len(batches.send(batch, at=now, by=finance).done) == 2
    first, second = (one.pk for one in chosen)
    for forged, said in (
        ({"dated_on": today() + timedelta(2)}, r"future|futur"),
        ({"tranches": []}, r"Tick|Coche"),
    ):
        with pytest.raises(Refused, match=said):
            batches.pay(batch, **{"dated_on": today(), "accounting_reference": "", **forged}, at=now, by=finance)
    pay = {"dated_on": today(), "accounting_reference": "M-7", "at": now, "by": finance}
    assert len(batches.pay(batch, [first], **pay).done) == 1
    assert batches.pay(batch, [first], **pay).done == []
    with pytest.raises(Refused, match=r"Part of this batch|Une partie"):
        perform(batch, "cancel", by=finance, reason="Erreur.")
    batches.pay(batch, [second], **pay)
    batch.refresh_from_db()
    assert batch.state == BatchState.PAID
    with pytest.raises(Refused, match=r"nothing was done|rien n"):
        batches.pay(batch, **pay)
    assert LedgerEntry.objects.filter(kind=EntryKind.PAID, tranche__in=[first, second]).count() == 2
    told = OutboxMail.objects.filter(key__in=("tranche.notified", "tranche.paid"), person=awards[0].carrier_id)
    assert sorted(told.values_list("key", flat=True)) == ["tranche.notified", "tranche.paid"]


def test_a_tranche_is_recalled_from_a_batch_on_its_page_with_a_reason():
    award, now = an_award("iea"), timezone.now()
    finance = finance_of(award)
    tranche = award.tranches.for_list().get(number=1)
    batch = batches.prepare([tranche], title="Lot", at=now, by=finance).batches[0]
    batches.send(batch, at=now, by=finance)
    page = browser_of(Person.objects.get(pk=finance.person_id))
    assert "Rappeler la notification" in page.get(batch.get_absolute_url()).content.decode()
    refused = page.post(batch.get_absolute_url(), {"take-out": str(tranche.uid), "reason": " "})
    assert refused.status_code == 409
    tranche.refresh_from_db()
    assert tranche.state == TrancheState.NOTIFIED
    page.post(batch.get_absolute_url(), {"take-out": str(tranche.uid), "reason": "Mauvais compte."})
    tranche.refresh_from_db()
    assert (tranche.state, tranche.batch) == (TrancheState.PLANNED, None)
    assert [one.kind for one in tranche.entries.order_by("pk")] == [EntryKind.NOTIFIED, EntryKind.RECALLED]
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED


def test_what_is_paid_is_corrected_and_returned_by_further_lines_between_zero_and_the_tranche():
    award, now = an_award("iea"), timezone.now()
    finance = finance_of(award)
    paid_first(award, finance)
    first = award.tranches.for_list().get(number=1)
    for kind, amount, reason, said in (
        (EntryKind.CORRECTED, D("0.01"), "Erreur.", r"between zero|entre zéro"),
        (EntryKind.RETURNED, first.amount + 1, "Trop.", r"between zero|entre zéro"),
        (EntryKind.RETURNED, D(10), " ", r"reason|motif|raison"),
        (EntryKind.RETURNED, D(-10), "Retour.", r"may be negative|négati"),
        (EntryKind.CORRECTED, D(0), "Rien.", r"zero|zéro|nul"),
        (EntryKind.PAID, D(10), "Encore.", r"Choose between|Choisissez"),
    ):
        with pytest.raises(Refused, match=said):
            entries.add(first, kind, amount, reason=reason, dated_on=today(), at=now, by=finance)
    with pytest.raises(Refused, match=r"another role|autre rôle"):
        entries.add(first, EntryKind.RETURNED, D(5), reason="Retour.", dated_on=today(), at=now, by=officer_of(award))
    entries.add(first, EntryKind.CORRECTED, D("-150.10"), reason="Trop versé.", dated_on=today(), at=now, by=finance)
    entries.add(first, EntryKind.RETURNED, D("49.90"), reason="Reliquat.", dated_on=today(), at=now, by=finance)
    award.refresh_from_db()
    assert award.paid_net == first.amount - 200 == LedgerEntry.objects.filter(award=award).of_credits().net()
    second = award.tranches.get(number=2)
    with pytest.raises(Refused, match=r"Only a paid|Seule une"):
        entries.add(second, EntryKind.RETURNED, D(5), reason="Retour.", dated_on=today(), at=now, by=finance)


def test_own_resources_are_a_ledger_apart():
    award, now = an_award("irl"), timezone.now()
    finance, line = finance_of(award), award.rules.dedicated_unit.lines[0].slug
    given = {"line": line, "year": 2028, "reason": "", "dated_on": today(), "at": now, "by": finance}
    with pytest.raises(Refused, match=r"no dedicated unit|pas d’unité"):
        entries.add_own(award, EntryKind.PAID, amount=D(5000), **given)
    Award.objects.filter(pk=award.pk).update(dedicated_unit=award.unit_id)
    award.refresh_from_db()
    with pytest.raises(Refused, match=r"Choose a line|Choisissez une ligne"):
        entries.add_own(award, EntryKind.PAID, amount=D(5000), **{**given, "line": "forged"})
    entries.add_own(award, EntryKind.PAID, amount=D(500_000), **given)
    with pytest.raises(Refused, match=r"take away more|plus que"):
        entries.add_own(award, EntryKind.RETURNED, amount=D(500_001), **{**given, "reason": "Retour."})
    award.refresh_from_db()
    assert award.paid_net == 0 == LedgerEntry.objects.filter(award=award).of_credits().net()


def test_an_action_that_ends_early_keeps_its_grant_and_says_what_it_gives_up():
    award, now = an_award("irp", amount=D(60000), starts_on=date(today().year, 1, 1)), timezone.now()
    finance = finance_of(award)
    with pytest.raises(Refused, match=r"once its action has ended|une fois l’action"):
        perform(award.tranches.get(number=5), "cancel", by=officer_of(award), reason="Inutile.")
    batch = batches.prepare(award.tranches.filter(number=1).for_list(), title="Lot", at=now, by=finance).batches[0]
    batches.send(batch, at=now, by=finance)
    perform(award, "end", by=SYSTEM, at=now)
    assert [one.state for one in award.tranches.order_by("number")] == ["notified", *["cancelled"] * 4]
    assert sums(award) == (D(60000), D(60000))
    perform(award.tranches.get(number=1), "cancel", by=officer_of(award), reason="Ne sera pas versée.")
    assert batches.settle_all() == 1
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED
    assert award.tranches.filter(state=TrancheState.CANCELLED).count() == 5


def test_no_days_of_utc_decide_a_batch():
    award = an_award("iea", starts_on=date(2028, 1, 1))
    finance, first = finance_of(award), award.tranches.for_list().get(number=1)
    eve = datetime.fromisoformat("2027-12-31T22:59:00+00:00")
    assert batches.prepare([first], title="Lot", at=eve, by=finance).done == []
    assert batches.prepare([first], title="Lot", at=eve + timedelta(minutes=1), by=finance).done == [first]
