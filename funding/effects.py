"""What an act on an action, a tranche, a batch or a report changes besides the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from directory.standing import PARIS
from funding.enums import OPEN_REPORTS, EntryKind, ReportKind, TrancheState

if TYPE_CHECKING:
    from funding.models import Amendment, Award, PaymentBatch, Report, Tranche
    from workflow.engine import Act


def write_notified(tranche: Tranche, act: Act) -> None:
    """The ledger says that the délégation was told."""
    from funding.ledger import enter

    enter(tranche, EntryKind.NOTIFIED, tranche.amount, act)


def write_paid(tranche: Tranche, act: Act) -> None:
    """The ledger says that it is paid; the database refuses a second time, and more than the grant."""
    from funding.ledger import enter

    enter(tranche, EntryKind.PAID, tranche.amount, act)


def write_recalled(tranche: Tranche, act: Act) -> None:
    """The ledger says that what was told to the délégation no longer holds."""
    from funding.ledger import enter

    last = tranche.entries.order_by("-entered_at", "-pk").first()
    if last is not None and last.kind == EntryKind.NOTIFIED:
        enter(tranche, EntryKind.RECALLED, last.amount, act, reason=act.reason)


def name_batch(tranche: Tranche, act: Act) -> None:
    """Together with the state: the database refuses a tranche in no batch."""
    type(tranche).objects.filter(pk=tranche.pk).update(batch=act.data["batch"])


def leave_batch(tranche: Tranche, act: Act) -> None:
    type(tranche).objects.filter(pk=tranche.pk).update(batch=None)


def notify_tranches(batch: PaymentBatch, act: Act) -> None:
    _each(batch, TrancheState.IN_BATCH, "notify", act)


def pay_tranches(batch: PaymentBatch, act: Act) -> None:
    """`dated_on` and `accounting_reference` of the act, when given, stand in each line of the ledger."""
    _each(batch, TrancheState.NOTIFIED, "pay", act)


def free_tranches(batch: PaymentBatch, act: Act) -> None:
    """Given up: prepared tranches are planned again, notified ones are recalled with the reason."""
    _each(batch, TrancheState.IN_BATCH, "take-out", act)
    _each(batch, TrancheState.NOTIFIED, "recall", act)


def _each(batch: PaymentBatch, state: str, name: str, act: Act) -> None:
    from workflow.engine import perform

    for tranche in batch.tranches.filter(state=state).select_related("award__version").order_by("pk"):
        perform(tranche, name, by=act.by, at=act.at, reason=act.reason, **act.data)


def freeze_report(report: Report, act: Act) -> None:
    """What is submitted stands in a version that the database refuses to change."""
    from funding.models import ReportVersion
    from funding.report_content import content_of
    from proposals.content import fingerprint

    content = content_of(report)
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ReportVersion.objects.create(
        report=report, number=last + 1, content=content, sha256=fingerprint(content), submitted_at=act.at,
        submitted_by_id=act.by.person_id,
    )  # fmt: skip
    act.note(version=version.number, sha256=version.sha256)
    report.submitted_at = act.at
    type(report).objects.filter(pk=report.pk).update(submitted_at=act.at, submitted_by=act.by.person_id)


def stamp_accepted(report: Report, act: Act) -> None:
    type(report).objects.filter(pk=report.pk).update(accepted_at=act.at, accepted_by=act.by.person_id)


def stop_what_is_not_needed(award: Award, act: Act) -> None:
    """What belongs to years that do not come is neither paid nor reported; the final report tells of the last year."""
    from funding.calendar import year_of
    from workflow.engine import SYSTEM, perform

    day = min(act.at.astimezone(PARIS).date(), award.ends_on)
    last = max(year_of(award.starts_on, day), 1)
    for tranche in award.tranches.filter(number__gt=last).exclude(
        state__in=(TrancheState.PAID, TrancheState.CANCELLED)
    ):
        perform(tranche, "cancel", by=SYSTEM, at=act.at, reason=_("The action ended before its year."))
    for report in award.reports.filter(year__gte=last, state__in=OPEN_REPORTS).exclude(kind=ReportKind.FINAL):
        perform(report, "drop", by=SYSTEM, at=act.at)


def stamp_closing(award: Award, act: Act) -> None:
    """Together with the state: the database refuses a closed action without its instant."""
    award.closed_at = act.at
    type(award).objects.filter(pk=award.pk).update(closed_at=act.at)


def apply_amendment(amendment: Amendment, act: Act) -> None:
    """What was asked becomes so, in the same transaction; the action's history names the request."""
    from funding.amendment_kinds import KINDS
    from workflow.history import record

    KINDS[amendment.kind].apply(amendment, act)
    record(amendment.award, "amend", by=act.by, at=act.at, amendment=str(amendment.uid), kind=amendment.kind)


def stamp_decision(amendment: Amendment, act: Act) -> None:
    amendment.decided_at, amendment.decided_by_id = act.at, act.by.person_id
    type(amendment).objects.filter(pk=amendment.pk).update(decided_at=act.at, decided_by=act.by.person_id)
