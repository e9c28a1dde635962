"""What refuses an act on an action, a tranche, a batch or a report, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import OPEN_REPORTS, AwardState, ReportKind, ReportState, TrancheState
from funding.payable import sentences

if TYPE_CHECKING:
    from funding.models import Award, PaymentBatch, Report, Tranche
    from workflow.engine import Act


def tranche_is_payable(tranche: Tranche, act: Act) -> Iterator[str]:
    """Asked again at each step, to the payment itself: a report may have been returned meanwhile."""
    from funding.grounds import ground_of

    yield from sentences(ground_of(tranche), act.at.astimezone(PARIS).date())


def batch_is_not_empty(batch: PaymentBatch, act: Act) -> Iterator[str]:
    if not batch.tranches.filter(state=TrancheState.IN_BATCH).exists():
        yield _("This batch is empty: put at least one payable tranche in it.")


def nothing_of_it_is_paid(batch: PaymentBatch, act: Act) -> Iterator[str]:
    if batch.tranches.filter(state=TrancheState.PAID).exists():
        yield _("Part of this batch is paid: recall the tranches that are left, one by one.")


def action_has_ended(tranche: Tranche, act: Act) -> Iterator[str]:
    """While it runs its plan sums to its grant: the grant is lowered, no tranche is dropped."""
    if tranche.award.state in (AwardState.RUNNING, AwardState.SUSPENDED):
        yield _("A tranche is cancelled once its action has ended: until then, propose to lower the grant.")


def report_is_complete(report: Report, act: Act) -> Iterator[str]:
    """What must be said before the report is submitted; each sentence names the part."""
    from funding.report_checks import missing

    yield from missing(report)


def reads_this_report(report: Report, act: Act) -> Iterator[str]:
    """Finance reads figures; what is scientific is read by the institute."""
    roles = report.roles_of(act.by)
    if roles & {Role.CARRIER, Role.COEDITOR}:
        yield _("You write the reports of this action: somebody else of your service reads this one.")
    institute = roles & {Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION}
    if not institute and report.kind != ReportKind.FINANCIAL:
        yield _("A scientific report is read by the institute: finance reads the financial ones.")


def nothing_is_left_open(award: Award, act: Act) -> Iterator[str]:
    """The check list of the closure (product page §6)."""
    waiting = award.reports.filter(state__in=(*OPEN_REPORTS, ReportState.SUBMITTED)).count()
    if waiting:
        yield ngettext("One report is not accepted yet.", "%(count)d reports are not accepted yet.", waiting) % {
            "count": waiting
        }
    unpaid = award.tranches.exclude(state__in=(TrancheState.PAID, TrancheState.CANCELLED)).count()
    if unpaid:
        yield ngettext(
            "One tranche is neither paid nor cancelled.", "%(count)d tranches are neither paid nor cancelled.", unpaid
        ) % {"count": unpaid}
