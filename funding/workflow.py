"""The lives of a running action, what formalises it, a tranche, a batch, a report and a request for a change.

The action's life begins when the dossier's ends (`started`). Tranches and batches move by the acts of finance; what
follows from another aggregate (an amendment approved, a batch sent) is offered by no page alone.
"""

from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from funding import effects, guards
from funding import formal_effects as f_effects
from funding import formal_guards as f_guards
from funding.access import DERCI, INSTITUTE, STAFF, WRITERS
from funding.enums import AmendmentState as M
from funding.enums import AwardState as A
from funding.enums import BatchState as B
from funding.enums import CommitmentState as C
from funding.enums import ReportState as R
from funding.enums import SecurityState as O
from funding.enums import TrancheState as T
from funding.grant_life import GRANT_CHANGE
from workflow.table import Kind, Shape, State, Table, Transition

HOUSE = frozenset({Role.SYSTEM})
OFFICER = frozenset({Role.INSTITUTE_OFFICER})
FINANCE = frozenset({Role.FINANCE_OFFICER})
SECURITY_OFFICER = frozenset({Role.SECURITY_OFFICER})
DERCI_OFFICER = frozenset({Role.DERCI_OFFICER})
DERCI_HEAD = frozenset({Role.DERCI_DIRECTOR})

AWARD = Table(
    aggregate="award",
    initial=A.RUNNING,
    insiders=STAFF | FINANCE,
    states=(
        State(A.RUNNING, A.RUNNING.label, kind=Kind.RUNNING, shape=Shape.DONE, actors=HOUSE),
        State(A.SUSPENDED, A.SUSPENDED.label, kind=Kind.WAITING, shape=Shape.ASK, actors=OFFICER, target_days=180),
        State(A.CLOSING, A.CLOSING.label, kind=Kind.WAITING, shape=Shape.ASK, actors=OFFICER, target_days=120),
        State(A.CLOSED, A.CLOSED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        # each follows from an approved request for a change
        Transition("suspend", _("Suspend the action"), sources=(A.RUNNING,), target=A.SUSPENDED,
                   roles=STAFF | HOUSE, needs_reason=True, has_public_reason=True, is_offered=False),
        Transition("resume", _("Resume the action"), sources=(A.SUSPENDED,), target=A.RUNNING,
                   roles=OFFICER | DERCI, needs_reason=True, has_public_reason=True),
        # the clock at the last day, or an approved early end
        Transition("end", _("End the action"), sources=(A.RUNNING, A.SUSPENDED), target=A.CLOSING,
                   roles=STAFF | HOUSE, is_offered=False, effects=(effects.stop_what_is_not_needed,)),
        # more months to spend, asked before or after the last day
        Transition("prolong", _("Prolong the action"), sources=(A.CLOSING,), target=A.RUNNING, roles=STAFF | HOUSE,
                   is_offered=False),
        Transition("close", _("Close the action"), sources=(A.CLOSING,), target=A.CLOSED, roles=OFFICER | DERCI,
                   guards=(guards.nothing_is_left_open,), prepares=(effects.stamp_closing,)),
    ),
)  # fmt: skip

COMMITMENT = Table(
    aggregate="commitment",
    initial=C.TO_ASK,
    insiders=STAFF | WRITERS,
    states=(
        State(C.TO_ASK, C.TO_ASK.label, kind=Kind.WAITING, shape=Shape.DRAFT, actors=OFFICER),
        State(C.ASKED, C.ASKED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=60),
        State(C.PROMISED, C.PROMISED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=OFFICER, target_days=60),
        State(C.SIGNED, C.SIGNED.label, kind=Kind.WAITING, shape=Shape.DONE, actors=OFFICER),
        State(C.DECLINED, C.DECLINED.label, kind=Kind.WAITING, shape=Shape.STOP, actors=OFFICER),
        State(C.REMOVED, C.REMOVED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("ask", _("Ask for the letter"), sources=(C.TO_ASK, C.DECLINED), target=C.ASKED, roles=OFFICER,
                   guards=(f_guards.letters_are_gathered, f_guards.has_an_address), effects=(f_effects.send_link,),
                   is_bulk=True),
        # by the link of the institution, or by the officer who was told otherwise
        Transition("promise", _("Note the credits promised"), sources=(C.TO_ASK, C.ASKED, C.DECLINED),
                   target=C.PROMISED, roles=OFFICER | HOUSE, guards=(f_guards.letters_are_gathered,), is_offered=False),
        Transition("sign", _("Add the signed letter"), sources=(C.TO_ASK, C.ASKED, C.PROMISED, C.DECLINED),
                   target=C.SIGNED, roles=OFFICER | HOUSE, guards=(f_guards.letters_are_gathered,),
                   prepares=(f_effects.keep_letter,), is_offered=False),
        Transition("decline", _("Note that the institution declines"), sources=(C.TO_ASK, C.ASKED, C.PROMISED),
                   target=C.DECLINED, roles=OFFICER | HOUSE, needs_reason=True,
                   guards=(f_guards.letters_are_gathered,)),
        # the check refused the file, or the officer read that it is not the letter
        Transition("reject", _("This letter cannot be kept"), sources=(C.SIGNED,), target=C.TO_ASK,
                   roles=OFFICER | HOUSE, needs_reason=True, guards=(f_guards.letters_are_gathered,),
                   effects=(f_effects.drop_letter,)),
        Transition("remove", _("Take the institution out"),
                   sources=(C.TO_ASK, C.ASKED, C.PROMISED, C.SIGNED, C.DECLINED), target=C.REMOVED, roles=OFFICER,
                   needs_reason=True, guards=(f_guards.letters_are_gathered,), effects=(f_effects.revoke_link,)),
    ),
)  # fmt: skip

SECURITY = Table(
    aggregate="security-opinion",
    initial=O.ASKED,
    states=(
        State(O.ASKED, O.ASKED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=SECURITY_OFFICER, target_days=30),
        State(O.GIVEN, O.GIVEN.label, kind=Kind.WAITING, shape=Shape.DONE, actors=SECURITY_OFFICER | DERCI_HEAD),
        State(O.OVERRIDDEN, O.OVERRIDDEN.label, kind=Kind.FINAL, shape=Shape.OFF),
        State(O.WITHDRAWN, O.WITHDRAWN.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("give", _("Give the opinion"), sources=(O.ASKED,), target=O.GIVEN, roles=SECURITY_OFFICER,
                   guards=(f_guards.security_opinion_is_said,), prepares=(f_effects.write_security_opinion,),
                   messages=("security.given",), is_offered=False),
        Transition("reopen", _("Take the opinion up again"), sources=(O.GIVEN,), target=O.ASKED,
                   roles=SECURITY_OFFICER, needs_reason=True, guards=(f_guards.is_not_formalised,)),
        Transition("override", _("Go on in spite of the unfavourable opinion"), sources=(O.GIVEN,),
                   target=O.OVERRIDDEN, roles=DERCI_HEAD, needs_reason=True, guards=(f_guards.is_unfavourable,)),
        Transition("withdraw", _("No longer ask for the opinion"), sources=(O.ASKED,), target=O.WITHDRAWN,
                   roles=OFFICER | DERCI_OFFICER | HOUSE, needs_reason=True),
    ),
)  # fmt: skip

TRANCHE = Table(
    aggregate="tranche",
    initial=T.PLANNED,
    states=(
        State(T.PLANNED, T.PLANNED.label, kind=Kind.WAITING, shape=Shape.DRAFT, actors=FINANCE),
        State(T.IN_BATCH, T.IN_BATCH.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=FINANCE),
        State(T.NOTIFIED, T.NOTIFIED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=FINANCE),
        State(T.PAID, T.PAID.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(T.CANCELLED, T.CANCELLED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("add-to-batch", _("Put in the batch"), sources=(T.PLANNED,), target=T.IN_BATCH, roles=FINANCE,
                   guards=(guards.tranche_is_payable,), prepares=(effects.name_batch,), is_bulk=True,
                   is_offered=False),
        Transition("take-out", _("Take out of the batch"), sources=(T.IN_BATCH,), target=T.PLANNED,
                   roles=FINANCE | HOUSE, effects=(effects.leave_batch,), is_offered=False),
        Transition("notify", _("Notify to the regional delegation"), sources=(T.IN_BATCH,), target=T.NOTIFIED,
                   roles=FINANCE | HOUSE, guards=(guards.tranche_is_payable,), effects=(effects.write_notified,),
                   messages=("tranche.notified",), is_offered=False),
        Transition("pay", _("Record the payment"), sources=(T.NOTIFIED,), target=T.PAID, roles=FINANCE | HOUSE,
                   guards=(guards.tranche_is_payable,), effects=(effects.write_paid,), messages=("tranche.paid",),
                   is_offered=False),
        Transition("recall", _("Recall the notification"), sources=(T.NOTIFIED,), target=T.PLANNED,
                   roles=FINANCE | HOUSE, needs_reason=True, effects=(effects.write_recalled, effects.leave_batch),
                   is_offered=False),
        Transition("cancel", _("Cancel the tranche"), sources=(T.PLANNED, T.IN_BATCH, T.NOTIFIED),
                   target=T.CANCELLED, roles=STAFF | HOUSE, needs_reason=True, guards=(guards.action_has_ended,),
                   effects=(effects.write_recalled,), is_offered=False),
    ),
)  # fmt: skip

BATCH = Table(
    aggregate="payment-batch",
    initial=B.PREPARED,
    states=(
        State(B.PREPARED, B.PREPARED.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=FINANCE),
        State(B.SENT, B.SENT.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=FINANCE, target_days=30),
        State(B.PAID, B.PAID.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(B.CANCELLED, B.CANCELLED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("send", _("Send the batch"), sources=(B.PREPARED,), target=B.SENT, roles=FINANCE,
                   guards=(guards.batch_is_not_empty,), effects=(effects.notify_tranches,), is_offered=False),
        # also by the house, once each of its tranches is paid, recalled or cancelled
        Transition("pay", _("Record the payment of the batch"), sources=(B.SENT,), target=B.PAID, roles=FINANCE | HOUSE,
                   effects=(effects.pay_tranches,), is_offered=False),
        Transition("cancel", _("Give up the batch"), sources=(B.PREPARED, B.SENT), target=B.CANCELLED,
                   roles=FINANCE | HOUSE, needs_reason=True, guards=(guards.nothing_of_it_is_paid,),
                   effects=(effects.free_tranches,)),
    ),
)  # fmt: skip

REPORT = Table(
    aggregate="report",
    initial=R.TO_WRITE,
    insiders=STAFF | FINANCE,
    states=(
        State(R.TO_WRITE, R.TO_WRITE.label, kind=Kind.EDITING, shape=Shape.DRAFT, actors=WRITERS),
        State(R.SUBMITTED, R.SUBMITTED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=INSTITUTE, target_days=30),
        State(R.RETURNED, R.RETURNED.label, kind=Kind.EDITING, shape=Shape.ASK, actors=WRITERS, target_days=15),
        State(R.ACCEPTED, R.ACCEPTED.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(R.NOT_NEEDED, R.NOT_NEEDED.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("submit", _("Submit the report"), sources=(R.TO_WRITE, R.RETURNED), target=R.SUBMITTED,
                   roles=WRITERS, guards=(guards.report_is_complete,), prepares=(effects.freeze_report,),
                   messages=("report.submitted",)),
        # the directorate where nobody else holds the offices of the institute (`deciding.py`)
        Transition("return", _("Return the report with comments"), sources=(R.SUBMITTED,), target=R.RETURNED,
                   roles=STAFF | FINANCE, needs_reason=True, has_public_reason=True,
                   guards=(guards.reads_this_report,), messages=("report.returned",)),
        Transition("accept", _("Accept the report"), sources=(R.SUBMITTED,), target=R.ACCEPTED,
                   roles=STAFF | FINANCE, guards=(guards.reads_this_report,), prepares=(effects.stamp_accepted,),
                   messages=("report.accepted",)),
        # an action that ends early asks no report of the years it has not
        Transition("drop", _("No longer ask for the report"), sources=(R.TO_WRITE, R.RETURNED), target=R.NOT_NEEDED,
                   roles=HOUSE, is_offered=False),
    ),
)  # fmt: skip

AMENDMENT = Table(
    aggregate="amendment",
    initial=M.ASKED,
    states=(
        State(M.ASKED, M.ASKED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=STAFF, target_days=21),
        State(M.APPROVED, M.APPROVED.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(M.REFUSED, M.REFUSED.label, kind=Kind.FINAL, shape=Shape.STOP),
        State(M.WITHDRAWN, M.WITHDRAWN.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("approve", _("Approve the change"), sources=(M.ASKED,), target=M.APPROVED, roles=STAFF,
                   guards=(guards.approves_this_kind, guards.still_possible), prepares=(effects.stamp_decision,),
                   effects=(effects.apply_amendment,), messages=("amendment.decided",)),
        Transition("refuse", _("Refuse the change"), sources=(M.ASKED,), target=M.REFUSED, roles=STAFF,
                   needs_reason=True, has_public_reason=True, guards=(guards.approves_this_kind,),
                   prepares=(effects.stamp_decision,), messages=("amendment.decided",)),
        Transition("withdraw", _("Withdraw the request"), sources=(M.ASKED,), target=M.WITHDRAWN,
                   roles=WRITERS | STAFF, guards=(guards.asked_it,)),
    ),
)  # fmt: skip

__all__ = ["AMENDMENT", "AWARD", "BATCH", "GRANT_CHANGE", "REPORT", "TRANCHE"]
