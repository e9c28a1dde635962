"""Two people at the same second on the same money, letter, report or change: one act is done, the other is told so."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.utils import timezone

from directory.enums import Role
from directory.standing import PARIS, standing_of
from funding.actions import amending, batches, derogations, letters, plans, reporting, spending
from funding.enums import AmendmentKind, AwardState, EntryKind, ReportState, TrancheState
from funding.models import (
    Amendment,
    Award,
    Commitment,
    CommitmentLetter,
    LedgerEntry,
    PaymentBatch,
    Report,
    Spending,
    Tranche,
)  # fmt: skip
from notifications.models import OutboxMail
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_person, an_office
from tests.funding.awards import an_award, finance_of, officer_of
from tests.funding.formal import a_dossier_at_letters
from tests.funding.test_reports import submitted
from tests.workflow.test_races import at_once
from workflow.engine import Refused, perform
from workflow.history import verify

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def outcome(results: list[Any]) -> tuple[list[Any], list[Refused]]:
    """What was done, what was refused with a sentence; nothing else happens."""
    done = [one for one in results if not isinstance(one, Exception)]
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(done) + len(refused) == len(results), results
    assert all(reason for one in refused for reason in one.reasons)
    return done, refused


def planned(award: Award, number: int = 1) -> Tranche:
    return Tranche.objects.for_list().get(award=award, number=number)


def sum_of(award: Award) -> Decimal:
    return award.tranches.aggregate(all=Sum("amount"))["all"]


def derci() -> Any:
    return standing_of(an_office(a_person(), Role.DERCI_OFFICER).person)


def test_one_tranche_put_in_two_batches_at_once_is_in_one_and_no_batch_is_empty():
    award = an_award("irp")
    people = [finance_of(award) for _turn in range(2)]
    results = at_once(lambda number: batches.prepare([planned(award)], title=f"Lot {number}", at=NOW,
                                                     by=people[number]), 2)  # fmt: skip
    assert [len(one.done) for one in sorted(results, key=lambda one: len(one.done))] == [0, 1], results
    left = next(one for one in results if not one.done).left_out
    assert [bool(one.reasons) for one in left] == [True]
    assert planned(award).batch == PaymentBatch.objects.get()


def test_one_payment_recorded_twice_at_once_is_paid_once():
    award = an_award("irp")
    people = [finance_of(award) for _turn in range(2)]
    batch = batches.prepare([planned(award)], title="Lot", at=NOW, by=people[0]).batches[0]
    batches.send(batch, at=NOW, by=people[0])
    today = NOW.astimezone(PARIS).date()
    done, refused = outcome(at_once(lambda number: batches.pay(
        fresh(batch), dated_on=today, accounting_reference=f"M-{number}", at=NOW, by=people[number]), 2))  # fmt: skip
    assert (len(done), len(refused)) == (1, 1)
    assert LedgerEntry.objects.filter(kind=EntryKind.PAID).count() == 1
    assert fresh(award).paid_net == planned(award).amount
    assert OutboxMail.objects.filter(key="tranche.paid", person=award.carrier_id).count() == 1
    assert list(verify([Tranche, PaymentBatch])) == []


def test_a_tranche_reshaped_while_it_is_put_in_a_batch_leaves_the_plan_equal_to_the_grant():
    award = an_award("irp")
    finance, officer = finance_of(award), officer_of(award)
    was = dict(award.tranches.values_list("number", "amount"))
    wanted = {**was, 1: was[1] - 100, 2: was[2] + 100}

    def act(number: int) -> Any:
        if number:
            return batches.prepare([planned(award)], title="Lot", at=NOW, by=finance)
        return plans.reshape(fresh(award), wanted, was=was, at=NOW, by=officer)

    reshaped, prepared = at_once(act, 2)
    assert sum_of(award) == award.granted
    assert len(prepared.done) == 1, prepared
    if isinstance(reshaped, Refused):
        assert dict(award.tranches.values_list("number", "amount")) == was
    else:
        assert dict(award.tranches.values_list("number", "amount")) == wanted, reshaped
    # what was refused reads the plan as it is, and what is in a batch is no longer reshaped
    with pytest.raises(Refused):
        plans.reshape(fresh(award), wanted, was=was, at=NOW, by=officer)


def test_a_report_accepted_while_it_is_returned_is_one_of_both():
    award = an_award("irp")
    report, people = submitted(award, "scientific"), [officer_of(award) for _turn in range(2)]

    def act(number: int) -> Any:
        if number:
            return reporting.return_report(fresh(report), comments={"summary": "Précisez."}, reason="À revoir.", at=NOW,
                                           by=people[1])  # fmt: skip
        return perform(fresh(report), "accept", by=people[0], at=NOW)

    done, refused = outcome(at_once(act, 2))
    assert (len(done), len(refused)) == (1, 1)
    after = Report.objects.get(pk=report.pk)
    assert after.state in (ReportState.ACCEPTED, ReportState.RETURNED)
    assert after.comments.count() == (after.state == ReportState.RETURNED)
    told = OutboxMail.objects.filter(key__in=("report.accepted", "report.returned"), person=award.carrier_id)
    assert [one.key for one in told] == [f"report.{after.state}"]


def test_a_letter_sent_twice_by_a_double_click_is_one_letter_and_two_files_are_one_that_counts():
    dossier, _officer = a_dossier_at_letters()
    letter, content = Commitment.objects.filter(dossier=dossier).first(), a_pdf()
    done, refused = outcome(at_once(
        lambda _number: letters.take_letter(fresh(letter), file=an_upload(content), at=NOW), 2
    ))  # fmt: skip
    assert (len(done), len(refused)) == (2, 0)
    assert done[0] == done[1] == CommitmentLetter.objects.get()
    assert OutboxMail.objects.filter(key="commitment.answered").count() == 1
    at_once(lambda number: letters.take_letter(fresh(letter), file=an_upload(a_pdf(pages=2 + number)), at=NOW), 2)
    assert CommitmentLetter.objects.filter(removed_at=None).count() == 1
    assert CommitmentLetter.objects.count() == 3


def test_a_change_approved_by_two_becomes_so_once_and_one_asked_twice_waits_once():
    award = an_award("irp")
    people, token = [derci(), derci()], uuid4()
    asked = {"kind": AmendmentKind.PROLONGATION, "data": {"months": 6}, "reason": "Campagne reportée.", "at": NOW,
             "by": standing_of(award.carrier)}  # fmt: skip
    done, refused = outcome(at_once(lambda _number: amending.ask_change(fresh(award), token=token, **asked), 2))
    made = Amendment.objects.get()
    assert all(one == made for one in done), refused
    done, refused = outcome(at_once(lambda number: perform(fresh(made), "approve", by=people[number], at=NOW), 2))
    assert (len(done), len(refused)) == (1, 1)
    after = fresh(award)
    assert (after.prolonged_months, after.ends_on.year) == (6, award.ends_on.year + 1)
    assert OutboxMail.objects.filter(key="amendment.decided", person=award.carrier_id).count() == 1


def test_a_derogation_that_ends_at_the_second_of_the_payment_pays_all_or_nothing():
    year = NOW.astimezone(PARIS).year
    award = an_award("irp", starts_on=date(year - 1, 1, 1))
    finance, giver = finance_of(award), derci()
    second, today = planned(award, 2), NOW.astimezone(PARIS).date()
    given = derogations.give(second, reason="Grève.", ends_on=today, at=NOW, by=giver)
    batch = batches.prepare([second], title="Lot", at=NOW, by=finance).batches[0]
    batches.send(batch, at=NOW, by=finance)

    def act(number: int) -> Any:
        if number:
            return derogations.end(fresh(given), at=NOW, by=giver)
        return batches.pay(fresh(batch), dated_on=today, accounting_reference="M", at=NOW, by=finance)

    results = at_once(act, 2)
    assert not [one for one in results if isinstance(one, Exception)], results
    paid = LedgerEntry.objects.filter(kind=EntryKind.PAID, tranche=second).count()
    assert planned(award, 2).state == (TrancheState.PAID if paid else TrancheState.PLANNED)
    assert fresh(award).paid_net == (second.amount if paid else 0)


def test_a_derogation_past_its_last_day_recalls_what_was_notified_under_it():
    year = NOW.astimezone(PARIS).year
    award = an_award("irp", starts_on=date(year - 1, 1, 1))
    finance, today = finance_of(award), NOW.astimezone(PARIS).date()
    second = planned(award, 2)
    derogations.give(second, reason="Grève.", ends_on=today, at=NOW, by=derci())
    batch = batches.prepare([second], title="Lot", at=NOW, by=finance).batches[0]
    batches.send(batch, at=NOW, by=finance)
    late = NOW + timedelta(days=1)
    found = batches.pay(fresh(batch), dated_on=today, accounting_reference="M", at=late, by=finance)
    assert (found.done, len(found.left_out)) == ([], 1)
    assert planned(award, 2).state == TrancheState.PLANNED
    assert not LedgerEntry.objects.filter(kind=EntryKind.PAID).exists()


def test_one_file_of_spent_amounts_written_twice_at_once_counts_once():
    award = an_award("irp")
    finance, line = finance_of(award), award.rules.spending.lines[0].slug
    row = f"{award.reference};{award.starts_on.year};{line};12,50;{NOW.astimezone(PARIS).date()}\n"
    content = ("reference;annee;ligne;montant;date\n" + row * 2).encode()
    files = [spending.read_file(f"{name}.csv", content, at=NOW, by=finance) for name in "ab"]
    results = at_once(lambda number: spending.write(files[number % 2], at=NOW, by=finance), 4)
    done, refused = outcome(results)
    assert (len(done), len(refused)) == (2, 2)
    assert Spending.objects.count() == 2
    assert sorted(one.added for one in done) == [0, 2]


def test_an_action_closed_while_its_last_report_is_filed_keeps_the_report_and_one_of_both_waits():
    award = an_award("iea", starts_on=date(2020, 1, 1))
    Award.objects.filter(pk=award.pk).update(state=AwardState.CLOSING)
    award.tranches.update(state=TrancheState.CANCELLED)
    report = submitted(fresh(award), "final", award.years)
    award.reports.exclude(pk=report.pk).update(state=ReportState.NOT_NEEDED)
    people = [officer_of(award) for _turn in range(2)]

    def act(number: int) -> Any:
        if number:
            return perform(Award.objects.for_page().get(pk=award.pk), "close", by=people[1], at=NOW)
        return perform(fresh(report), "accept", by=people[0], at=NOW)

    accepted, closed = at_once(act, 2)
    assert not isinstance(accepted, Exception), accepted
    assert fresh(award).state == (AwardState.CLOSING if isinstance(closed, Refused) else AwardState.CLOSED), closed
    assert fresh(report).state == ReportState.ACCEPTED


def test_a_report_filed_by_two_clicks_is_one_version():
    award = an_award("irp")
    report, writer = submitted(award, "scientific"), standing_of(award.carrier)
    reporting.return_report(report, comments={}, reason="À revoir.", at=NOW, by=officer_of(award))
    done, refused = outcome(at_once(lambda _number: reporting.submit_report(fresh(report), at=NOW, by=writer), 2))
    assert (len(done), len(refused)) == (1, 1)
    assert report.versions.count() == 2
