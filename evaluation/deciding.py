"""Which step of the life decides, and the acts by which it does: read from the frozen rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.enums import Outcome
from instruments.steps import Step
from proposals.enums import DossierState
from proposals.workflow import DOSSIER

if TYPE_CHECKING:
    from evaluation.models import RankEntry
    from instruments.spec import Instrument


@dataclass(frozen=True)
class Deciding:
    """The acts on a dossier when its decision is drawn, and when it is taken back."""

    closes: str
    reopens: str


ACTS = {
    Step.ARBITRATION: Deciding("arbitrate", "reopen-arbitration"),
    Step.INSTITUTE_DECISION: Deciding("decide", "reopen-decision"),
    Step.COLLEGE: Deciding("record-decision", "correct-record"),
}
# no way from a decision that stands passes here: these take it back
_BACK = frozenset(one.reopens for one in ACTS.values())
# what the publication of each outcome does to the dossier
RELEASED = {Outcome.SELECTED: "select", Outcome.RESERVE: "put-in-reserve", Outcome.NOT_SELECTED: "not-select"}


def states_decided(step: Step) -> frozenset[str]:
    """Where a dossier is taken by a decision of this step that stands, read from the life cycle.

    Withdrawn is not among them: dossiers are withdrawn that nobody has decided.
    """
    found = {DOSSIER.transition(ACTS[step].closes).target}
    while True:
        reached = {one.target for one in DOSSIER.transitions if one.name not in _BACK and found & set(one.sources)}
        if reached <= found:
            return frozenset(found - {DossierState.WITHDRAWN})
        found |= reached


def act_of(outcome: Outcome, state: str) -> str:
    """The act that publishes `outcome` of a dossier in this state: the reserve list is left by an act of its own."""
    if outcome == Outcome.SELECTED and state == DossierState.RESERVE:
        return "call-from-reserve"
    return RELEASED[outcome]


def proposals_of(entries: Iterable[RankEntry], cut: int | None, reserve: int) -> dict[int, tuple[str, int | None]]:
    """What a cut proposes: entry id -> (outcome, place on the reserve list); "" without a cut. Pure.

    What cannot be funded is never on the reserve list: the place goes to the next one.
    """
    found: dict[int, tuple[str, int | None]] = {}
    place, waiting = 0, 0
    for entry in entries:
        found[entry.pk] = (Outcome.NOT_SELECTED if cut is not None else "", None)
        if entry.is_unranked or cut is None:
            continue
        place += 1
        if place <= cut:
            found[entry.pk] = (Outcome.SELECTED, None)
        elif waiting < reserve and not entry.is_excluded:
            waiting += 1
            found[entry.pk] = (Outcome.RESERVE, waiting)
    return found


def deciding_step(rules: Instrument) -> Step:
    """The step that decides, of these rules; ValueError when they name none."""
    for step in ACTS:
        if step in rules.steps:
            return step
    raise ValueError(f"{rules.slug} names no step that decides")
