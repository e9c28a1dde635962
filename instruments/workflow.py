"""The life of a call: prepared, announced, open, closed."""

from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from instruments import guards
from instruments.access import CALL_OWNERS
from instruments.effects import end_now, freeze_rules
from instruments.enums import CallState as S
from workflow.table import Kind, Shape, State, Table, Transition

SYSTEM_ONLY = frozenset({Role.SYSTEM})

CALL = Table(
    aggregate="call",
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, _("Draft"), kind=Kind.EDITING, shape=Shape.DRAFT, actors=CALL_OWNERS),
        State(S.ANNOUNCED, _("Announced"), kind=Kind.WAITING, shape=Shape.WAIT, actors=SYSTEM_ONLY),
        State(S.OPEN, _("Open"), kind=Kind.RUNNING, shape=Shape.YOURS, actors=SYSTEM_ONLY | CALL_OWNERS),
        State(S.CLOSED, _("Closed"), kind=Kind.FINAL, shape=Shape.DONE),
        State(S.CANCELLED, _("Cancelled"), kind=Kind.FINAL, shape=Shape.STOP),
        State(S.DISCARDED, _("Discarded"), kind=Kind.FINAL, shape=Shape.OFF),
    ),
    transitions=(
        Transition(
            "announce", _("Open the call"), sources=(S.DRAFT,), target=S.ANNOUNCED, roles=CALL_OWNERS,
            guards=(guards.dates_are_set, guards.texts_are_written, guards.services_can_be_reached,
                    guards.definition_is_sound),
            effects=(freeze_rules,),
        ),
        Transition(
            "begin", _("Begin, at the announced instant"), sources=(S.ANNOUNCED,), target=S.OPEN, roles=SYSTEM_ONLY,
            guards=(guards.opening_has_come,), messages=("call.opened",),
        ),
        Transition(
            "close", _("Close, at the announced instant"), sources=(S.OPEN,), target=S.CLOSED, roles=SYSTEM_ONLY,
            guards=(guards.closing_has_come,),
        ),
        Transition(
            "retire", _("End this permanent entry"), sources=(S.OPEN,), target=S.CLOSED, roles=CALL_OWNERS,
            guards=(guards.is_permanent,), effects=(end_now,), needs_reason=True,
        ),
        Transition(
            "cancel", _("Cancel the call"), sources=(S.ANNOUNCED,), target=S.CANCELLED, roles=CALL_OWNERS,
            guards=(guards.opening_has_not_come,), needs_reason=True,
        ),
        Transition("discard", _("Discard the draft"), sources=(S.DRAFT,), target=S.DISCARDED, roles=CALL_OWNERS),
    ),
)  # fmt: skip
