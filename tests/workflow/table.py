"""A small life with everything in it: a guard, an effect, a reason, the house, insiders and a public word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflow.table import Kind, Shape, State, Table, Transition

PORTER = frozenset({"porter"})
GUEST = frozenset({"guest"})
HOUSE = frozenset({"system"})


def is_not_frozen(subject: Any, act: Any) -> Iterator[str]:
    if subject.note == "frozen":
        yield "The door is frozen."
        yield "Wait for the thaw."


def has_a_key(subject: Any, act: Any) -> Iterator[str]:
    if act.data.get("key") == "wrong":
        yield f"The key {act.data['key']} does not fit."


def write_who(subject: Any, act: Any) -> None:
    subject.note = "opened"
    subject.save()
    act.note(key=act.data.get("key", "none"), turns=2)


DOOR = Table(
    aggregate="door",
    initial="closed",
    insiders=PORTER,
    states=(
        State("closed", "Closed", kind=Kind.WAITING, shape=Shape.WAIT, actors=PORTER),
        State("ajar", "Ajar", kind=Kind.WAITING, shape=Shape.WAIT, public_label="Closed", actors=PORTER),
        State("open", "Open", kind=Kind.RUNNING, shape=Shape.DONE, actors=PORTER),
        State("walled", "Walled up", kind=Kind.FINAL, shape=Shape.STOP),
    ),
    transitions=(
        Transition("open", "Open the door", sources=("closed", "ajar"), target="open", roles=PORTER,
                   guards=(is_not_frozen, has_a_key), effects=(write_who,)),
        Transition("loosen", "Loosen", sources=("closed",), target="ajar", roles=PORTER),
        Transition("close", "Close the door", sources=("open",), target="closed", roles=PORTER | GUEST | HOUSE),
        Transition("wall", "Wall up", sources=("closed", "ajar"), target="walled", roles=PORTER, needs_reason=True,
                   has_public_reason=True),
    ),
)  # fmt: skip
