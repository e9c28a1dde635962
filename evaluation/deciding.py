"""Which step of the life decides, and the acts by which it does: read from the frozen rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.enums import Outcome
from instruments.steps import Step

if TYPE_CHECKING:
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
# what the publication of each outcome does to the dossier
RELEASED = {Outcome.SELECTED: "select", Outcome.RESERVE: "put-in-reserve", Outcome.NOT_SELECTED: "not-select"}


def deciding_step(rules: Instrument) -> Step:
    """The step that decides, of these rules; ValueError when they name none."""
    for step in ACTS:
        if step in rules.steps:
            return step
    raise ValueError(f"{rules.slug} names no step that decides")
