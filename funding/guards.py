"""What refuses an act on an action, a tranche, a batch or a report, in sentences that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.standing import PARIS
from funding.enums import OPEN_REPORTS, AmendmentState, AwardState, ReportState, TrancheState
from funding.payable import sentences
from wording.formats import amount
from wording.languages import shown_language

if TYPE_CHECKING:
    from funding.models import Amendment, Award, PaymentBatch, Report, Tranche
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
    """Finance reads figures; all is read by the institute, or goes up where nobody else holds its offices."""
    from funding.deciding import may_read, reader_of

    roles = report.roles_of(act.by)
    if roles & {Role.CARRIER, Role.COEDITOR}:
        yield _("You write the reports of this action: somebody else of your service reads this one.")
    elif may_read(report, roles):
        return
    elif Role.FINANCE_OFFICER in roles:
        yield _("A scientific report is read by the institute: finance reads the financial ones.")
    else:
        yield _("This report is read by: %(office)s.") % {"office": reader_of(report).label}


def approves_this_kind(amendment: Amendment, act: Act) -> Iterator[str]:
    """Each kind of change has its own approver (product page §6); nobody approves what they asked."""
    from funding.deciding import office_of

    approver = office_of(amendment)
    if approver not in amendment.roles_of(act.by):
        yield _("This change is approved by: %(office)s.") % {"office": approver.label}
    if amendment.asked_by_id == act.by.person_id:
        yield _("You asked for this change: somebody else decides on it.")


def still_possible(amendment: Amendment, act: Act) -> Iterator[str]:
    """Asked again when it is approved: the action may have changed since."""
    from funding.amendment_kinds import KINDS

    yield from KINDS[amendment.kind].refuses(amendment.award, amendment.data)


def asked_it(amendment: Amendment, act: Act) -> Iterator[str]:
    if amendment.asked_by_id != act.by.person_id:
        yield _("Only who asked for this change withdraws it.")


def nothing_is_left_open(award: Award, act: Act) -> Iterator[str]:
    """The check list of the closure (product page §6)."""
    waiting = award.reports.filter(state__in=(*OPEN_REPORTS, ReportState.SUBMITTED)).count()
    if waiting:
        yield ngettext("One report is not accepted yet.", "%(count)d reports are not accepted yet.", waiting) % {
            "count": waiting
        }
    if asked := award.amendments.filter(state=AmendmentState.ASKED).count():
        yield ngettext("One request waits for an answer.", "%(count)d requests wait for an answer.", asked) % {
            "count": asked
        }
    from funding.closing import unspent

    if (left := unspent(award)) is not None and left > 0:
        language = shown_language()
        yield _("%(euros)s were paid and not spent: finance records their return first.") % {
            "euros": amount(left, language)
        }
    unpaid = award.tranches.exclude(state__in=(TrancheState.PAID, TrancheState.CANCELLED)).count()
    if unpaid:
        yield ngettext(
            "One tranche is neither paid nor cancelled.", "%(count)d tranches are neither paid nor cancelled.", unpaid
        ) % {"count": unpaid}
