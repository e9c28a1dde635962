"""The yearly round: reports written and read, money asked, sent and paid, what was spent given back, closures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from funding.actions import batches, entries, reporting, spending
from funding.closing import unspent
from funding.enums import EntryKind, LineKind, ReportKind, ReportState, TrancheState
from funding.models import Amendment, Award, GrantChange, LedgerEntry, PaymentBatch, Report, Tranche
from funding.report_parts import SPENT, PartKind, parts
from instruments.spec import Level
from workflow.engine import perform

if TYPE_CHECKING:
    from tests.funding.life.stage import Life

CENT = Decimal("0.01")
# a request or a proposal is decided in the month after it was made, each in its turn
ANSWERS = ("approve", "approve", "refuse", "withdraw")


def step(life: Life) -> None:
    """What is usual in a month, in the order in which it would be."""
    _read_reports(life)
    _write_reports(life)
    _decide(life)
    _pay(life)
    if life.today.month == 3:
        give_back(life)
    for award in life.awards("suspended"):
        if (life.now - award.state_since).days > 80:
            life.attempt("resume", lambda award=award: perform(
                award, "resume", by=life.people.officer(award), at=life.now, reason="Le terrain rouvre."))  # fmt: skip
    for award in life.awards("closing"):
        _close(life, award)


# -- reports -----------------------------------------------------------------------------------------------
def _write_reports(life: Life) -> None:
    open_ones = Report.objects.for_page().filter(state__in=(ReportState.TO_WRITE, ReportState.RETURNED))
    for report in open_ones.filter(due_on__lte=life.today + timedelta(days=30)).order_by("pk"):
        habit = 0 if life.is_orderly else life.character(report.award).habit
        if report.state == ReportState.RETURNED or report.due_on + timedelta(days=habit) <= life.today:
            _write(life, report)


def _write(life: Life, report: Report) -> None:
    by = life.people.standing(report.award.carrier_id)
    if report.state == ReportState.TO_WRITE and report.pk % 5 == 0:
        life.attempt("submit-empty", lambda: reporting.submit_report(report, at=life.now, by=by))
    known = {one.slug: one for one in report.pieces.all()}
    spent = _spent(life, report)
    first = True
    for part in parts(report.kind, report.year, report.award.rules):
        piece = known.get(part.slug)
        value: Any = None
        if part.kind is PartKind.TEXT and part.level is Level.BLOCK:
            value = f"Écrit le {life.today}."
        elif part.kind is PartKind.EUROS and part.slug.startswith(SPENT) and part.line:
            value, first = f"{spent if first else Decimal(0):.2f}", False
        # what is returned is rewritten where the comment stands
        if value is not None and (piece is None or part.kind is PartKind.TEXT):
            life.attempt("write", lambda part=part, piece=piece, value=value: reporting.save_part(
                report, slug=part.slug, value=value, revision=piece.revision if piece else 0, at=life.now, by=by,
            ))  # fmt: skip
    if report.kind != ReportKind.FINANCIAL and not report.lines.all():
        fields = {"name": "Camille Durand", "place": "Sendai", "cost": Decimal(900)}
        life.attempt("line", lambda: reporting.save_line(report, kind=LineKind.MISSION, pk=None, fields=fields,
                                                         revision=0, by=by))  # fmt: skip
    life.attempt("submit", lambda: reporting.submit_report(report, at=life.now, by=by))


def _spent(life: Life, report: Report) -> Decimal:
    """Euros of the year, by the habit of the action; the last year may give everything back or exceed."""
    paid = sum(LedgerEntry.objects.filter(award=report.award_id, tranche__number=report.year, kind=EntryKind.PAID)
               .order_by().values_list("amount", flat=True), Decimal(0))  # fmt: skip
    return (paid * life.character(report.award).spends / 100).quantize(CENT)


def _read_reports(life: Life) -> None:
    for report in Report.objects.for_page().filter(state=ReportState.SUBMITTED).order_by("pk"):
        one = life.character(report.award)
        by = life.people.officer(report.award)
        if report.kind == ReportKind.FINANCIAL and report.pk % 3 == 0:
            by = life.people.finance(report.award.delegation_id)
        if report.versions.count() <= (0 if life.is_orderly else one.returns):
            slug = next(parts(report.kind, report.year, report.award.rules)).slug
            life.attempt("return", lambda report=report, by=by, slug=slug: reporting.return_report(
                report, comments={slug: "Dites-en plus."}, reason="À préciser.", at=life.now, by=by))  # fmt: skip
        else:
            life.attempt("accept", lambda report=report, by=by: perform(report, "accept", by=by, at=life.now))


# -- requests and proposals --------------------------------------------------------------------------------
def _decide(life: Life) -> None:
    from directory.enums import Role
    from funding.amendment_kinds import KINDS

    deciders = {
        Role.INSTITUTE_OFFICER: life.people.officer, Role.INSTITUTE_DIRECTION: life.people.direction,
        Role.DERCI_OFFICER: lambda award: life.people.derci,
    }  # fmt: skip
    for asked in Amendment.objects.filter(state="asked").select_related("award__version").order_by("pk"):
        answer = "approve" if life.is_orderly else ANSWERS[asked.pk % 4]
        by = deciders[KINDS[asked.kind].approver](asked.award)
        if answer == "withdraw":
            by = life.people.standing(asked.asked_by_id)
        done = life.attempt(f"{answer}-{asked.kind}", lambda asked=asked, by=by, answer=answer: perform(
            asked, answer, by=by, at=life.now, reason="C’est ainsi."))  # fmt: skip
        if done is None and answer == "approve":
            life.attempt("refuse-impossible", lambda asked=asked, by=by: perform(
                asked, "refuse", by=by, at=life.now, reason="Ce n’est plus possible."))  # fmt: skip
    for change in GrantChange.objects.filter(state="proposed").select_related("award__version").order_by("pk"):
        answer = ("agree", "agree", "decline", "withdraw")[change.pk % 4]
        by = life.people.officer(change.award) if answer == "withdraw" else life.people.head
        done = life.attempt(f"{answer}-grant", lambda change=change, by=by, answer=answer: perform(
            change, answer, by=by, at=life.now, reason="Au vu du bilan."))  # fmt: skip
        if done is None and answer == "agree":
            life.attempt("decline-impossible", lambda change=change: perform(
                change, "decline", by=life.people.head, at=life.now, reason="Ce n’est plus possible."))  # fmt: skip


# -- money -------------------------------------------------------------------------------------------------
def _pay(life: Life) -> None:
    """Batches sent last month are paid, those prepared are sent, what is payable is put in new ones."""
    for batch in PaymentBatch.objects.filter(state="sent").order_by("pk"):
        by = life.people.finance(batch.delegation_id)
        chosen = list(batch.tranches.filter(state=TrancheState.NOTIFIED).order_by("pk").values_list("pk", flat=True))
        # the accounts pay some of a large batch later
        some = None if len(chosen) < 3 or (life.now - batch.state_since).days > 40 else chosen[::2]
        life.attempt("pay", lambda batch=batch, by=by, some=some: batches.pay(
            batch, some, dated_on=life.today - timedelta(days=1), accounting_reference=f"M-{batch.pk}", at=life.now,
            by=by))  # fmt: skip
    for batch in PaymentBatch.objects.filter(state="prepared").order_by("pk"):
        by = life.people.finance(batch.delegation_id)
        sent = life.attempt("send", lambda batch=batch, by=by: batches.send(batch, at=life.now, by=by))
        if sent is not None and not sent.done:
            life.attempt("give-up-batch", lambda batch=batch, by=by: perform(
                batch, "cancel", by=by, at=life.now, reason="Il est vide."))  # fmt: skip
    groups: dict[int | None, list[Tranche]] = defaultdict(list)
    for one in Tranche.objects.payable(life.today).for_list().order_by("pk"):
        groups[one.award.delegation_id].append(one)
    for delegation, found in sorted(groups.items(), key=lambda item: item[0] or 0):
        by = life.people.finance(delegation)
        made = life.attempt("prepare", lambda found=found, by=by: batches.prepare(
            found, title=f"Lot du {life.today}", at=life.now, by=by))  # fmt: skip
        assert made is None or len(made.done) == len(found), [one.reasons for one in made.left_out]


def give_back(life: Life) -> None:
    """The accounts give back what was spent in the year before, one file per délégation; read twice, written once."""
    year = life.today.year - 1
    spent: dict[int | None, list[str]] = defaultdict(list)
    for one in Tranche.objects.filter(budget_year=year, state=TrancheState.PAID).for_list().order_by("pk"):
        line = one.award.rules.spending.lines[0].slug
        euros = (one.amount * life.character(one.award).spends / 100).quantize(CENT)
        spent[one.award.delegation_id].append(f"{one.award.reference};{year};{line};{euros};{date(year, 12, 20)}")
    for delegation, rows in spent.items():
        by = life.people.finance(delegation)
        content = "\n".join(("reference;annee;ligne;montant;date", *rows, "IEA-1999-0001;1999;other;5;2000-01-01"))
        life.laws.sent_spending(rows)
        for _turn in range(2):
            made = life.attempt("read-file", lambda content=content, by=by: spending.read_file(
                "depenses.csv", content.encode(), at=life.now, by=by))  # fmt: skip
            life.attempt("write-file", lambda made=made, by=by: spending.write(made, at=life.now, by=by))


# -- closure -----------------------------------------------------------------------------------------------
def _close(life: Life, award: Award) -> None:
    """What is left to do once an action has ended, then its closure; tried too early as well."""
    officer, finance = life.people.officer(award), life.people.finance(award.delegation_id)
    for one in award.tranches.filter(state__in=(TrancheState.PLANNED, TrancheState.IN_BATCH, TrancheState.NOTIFIED)):
        life.attempt("cancel", lambda one=one: perform(one, "cancel", by=officer, at=life.now,
                                                       reason="L’action a pris fin."))  # fmt: skip
    left = unspent(award)
    if left is not None and left > 0:
        for one in award.tranches.filter(state=TrancheState.PAID).order_by("-number"):
            back = min(left, net_of(one))
            if back > 0:
                life.attempt("returned", lambda one=one, back=back: entries.add(
                    one, EntryKind.RETURNED, back, reason="Non dépensé.", dated_on=life.today, at=life.now,
                    by=finance))  # fmt: skip
                left -= back
    life.attempt("close", lambda: perform(Award.objects.get(pk=award.pk), "close", by=officer, at=life.now))


def net_of(tranche: Tranche) -> Decimal:
    """Euros paid of one tranche, corrections added, returns taken off."""
    signs = {EntryKind.PAID: 1, EntryKind.CORRECTED: 1, EntryKind.RETURNED: -1}
    found = tranche.entries.filter(kind__in=signs).order_by().values_list("kind", "amount")
    return sum((signs[EntryKind(kind)] * amount for kind, amount in found), Decimal(0))
