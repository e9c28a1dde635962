"""Which life an invented dossier has had: the state it stands in, and the acts that led there. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import cache
from random import Random

from instruments.models import Call
from proposals.enums import DossierState as S
from proposals.rules import table_for
from workflow.table import Transition

# how often each state is met, in a campaign that is running and in one that is over; the others once each
RUNNING = {
    S.DRAFT: 14, S.FILED: 24, S.COMPLETION: 6, S.ROUTED: 3, S.INADMISSIBLE: 4, S.ADMISSIBLE: 16, S.IN_REVIEW: 18,
    S.WITHDRAWN: 3, S.RANKED: 4, S.IN_SECTION: 2, S.EXPRESSED: 2,
}  # fmt: skip
OVER = {
    S.STARTED: 30, S.NOT_SELECTED: 38, S.INADMISSIBLE: 7, S.WITHDRAWN: 5, S.LAPSED: 9, S.SELECTED: 3, S.RESERVE: 2,
    S.LETTERS: 3, S.SET_UP: 2, S.ADVISED_AGAINST: 1,
}  # fmt: skip
# a call that is over has no dossier being written, and one that runs has none that lapsed
NOT_OVER = frozenset({S.DRAFT, S.FILED, S.EXPRESSED, S.INVITED, S.COMPLETION, S.ROUTED})
NOT_RUNNING = frozenset({S.LAPSED})


def states_of(call: Call, *, is_over: bool) -> list[str]:
    """The states a dossier of this call can stand in."""
    table = table_for(call.rules.steps)
    excluded = NOT_OVER if is_over else NOT_RUNNING
    return [state.slug for state in table.states if state.slug not in excluded]


def draw_state(states: Sequence[str], rng: Random, *, is_over: bool) -> str:
    """One state, as often as it is met."""
    weights = OVER if is_over else RUNNING
    return rng.choices(states, [weights.get(S(state), 1) * 10 for state in states])[0]


@cache
def path_to(steps: tuple[str, ...], state: str) -> tuple[Transition, ...]:
    """The shortest sequence of acts from a draft to `state`, in the order of the table."""
    table = table_for(steps)
    reached: dict[str, tuple[Transition, ...]] = {table.initial: ()}
    waiting = deque([table.initial])
    while waiting:
        slug = waiting.popleft()
        for act in table.leaving(slug):
            if act.target not in reached:
                reached[act.target] = (*reached[slug], act)
                waiting.append(act.target)
    return reached[state]
