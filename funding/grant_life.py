"""The life of a change of grant: proposed by the institute, decided by the directorate."""

from django.utils.translation import gettext_lazy as _

from funding import grant_rules
from funding.access import DERCI, INSTITUTE
from funding.enums import ChangeState as C
from workflow.table import Kind, Shape, State, Table, Transition

GRANT_CHANGE = Table(
    aggregate="grant-change",
    initial=C.PROPOSED,
    states=(
        State(C.PROPOSED, C.PROPOSED.label, kind=Kind.WAITING, shape=Shape.WAIT, actors=DERCI, target_days=21),
        State(C.AGREED, C.AGREED.label, kind=Kind.FINAL, shape=Shape.DONE),
        State(C.DECLINED, C.DECLINED.label, kind=Kind.FINAL, shape=Shape.STOP),
        State(C.WITHDRAWN, C.WITHDRAWN.label, kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition("agree", _("Agree to the change"), sources=(C.PROPOSED,), target=C.AGREED, roles=DERCI,
                   guards=(grant_rules.can_be_applied,), prepares=(grant_rules.sign,),
                   effects=(grant_rules.apply_change,)),
        Transition("decline", _("Decline the change"), sources=(C.PROPOSED,), target=C.DECLINED, roles=DERCI,
                   needs_reason=True, has_public_reason=True),
        Transition("withdraw", _("Withdraw the proposal"), sources=(C.PROPOSED,), target=C.WITHDRAWN, roles=INSTITUTE,
                   needs_reason=True),
    ),
)  # fmt: skip
