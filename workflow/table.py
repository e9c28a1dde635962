"""The life of an aggregate as one table of states and transitions. Pure: no Django model is imported here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.translation import override

# what a worker does on behalf of nobody; the same slug as directory.enums.Role.SYSTEM
SYSTEM_ROLE = "system"

Guard = Callable[[Any, Any], Iterator[Any]]
Effect = Callable[[Any, Any], None]


class Kind(Enum):
    """What a state means for the one who looks: who is expected to move."""

    EDITING = "editing"
    WAITING = "waiting"
    RUNNING = "running"
    FINAL = "final"


class Shape(Enum):
    """The seven shapes of the interface; the word beside it is the state's label."""

    DRAFT = "draft"
    YOURS = "yours"
    WAIT = "wait"
    ASK = "ask"
    DONE = "done"
    STOP = "stop"
    OFF = "off"


@dataclass(frozen=True)
class State:
    """One state. `public_label` is what the carrier reads; `actors` are the roles who must act next."""

    slug: str
    label: Any
    kind: Kind = field(kw_only=True)
    shape: Shape = field(kw_only=True)
    public_label: Any = field(default=None, kw_only=True)
    actors: frozenset[str] = field(default=frozenset(), kw_only=True)
    target_days: int | None = field(default=None, kw_only=True)

    @property
    def is_final(self) -> bool:
        return self.kind is Kind.FINAL

    def said_to(self, *, public: bool) -> Any:
        """The label: the public one for whoever reads from outside."""
        return self.public_label if public and self.public_label is not None else self.label


@dataclass(frozen=True)
class Transition:
    """One act that changes the state: who may, what refuses it, what it changes besides, who is told."""

    name: str
    label: Any
    sources: tuple[str, ...] = field(kw_only=True)
    target: str = field(kw_only=True)
    roles: frozenset[str] = field(kw_only=True)
    guards: tuple[Guard, ...] = field(default=(), kw_only=True)
    # what must be written before the state changes, because the database refuses the new state without it
    prepares: tuple[Effect, ...] = field(default=(), kw_only=True)
    effects: tuple[Effect, ...] = field(default=(), kw_only=True)
    messages: tuple[str, ...] = field(default=(), kw_only=True)
    form: str | None = field(default=None, kw_only=True)
    # the part of the life this act belongs to; an instrument without that step has not this act
    step: str | None = field(default=None, kw_only=True)
    needs_reason: bool = field(default=False, kw_only=True)
    # whether the reason is meant for those outside too (why a dossier is inadmissible)
    has_public_reason: bool = field(default=False, kw_only=True)
    # among those outside, whom a public reason is meant for; none: for all of them
    reason_readers: frozenset[str] = field(default=frozenset(), kw_only=True)
    is_bulk: bool = field(default=False, kw_only=True)
    # False: it follows from the act of another aggregate (a ranking signed, results published)
    is_offered: bool = field(default=True, kw_only=True)
    # True: what was over goes on, by somebody's decision; nobody is expected to, so its source stays final
    reopens: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Table:
    """Every state and transition of one aggregate."""

    aggregate: str = field(kw_only=True)
    initial: str = field(kw_only=True)
    states: tuple[State, ...] = field(kw_only=True)
    transitions: tuple[Transition, ...] = field(kw_only=True)
    # the roles that read inner labels, names and reasons; none: everybody reads the same
    insiders: frozenset[str] = field(default=frozenset(), kw_only=True)

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.slug: state for state in self.states}

    @cached_property
    def _transitions(self) -> dict[str, Transition]:
        return {transition.name: transition for transition in self.transitions}

    def state(self, slug: str) -> State:
        """The state, or KeyError."""
        return self._states[slug]

    def transition(self, name: str) -> Transition:
        """The transition, or KeyError."""
        return self._transitions[name]

    def leaving(self, slug: str) -> tuple[Transition, ...]:
        """Transitions that start from this state, in the order of the table."""
        return tuple(transition for transition in self.transitions if slug in transition.sources)

    @property
    def steps(self) -> frozenset[str]:
        """The parts of the life that may be absent from one instrument or another."""
        return frozenset(transition.step for transition in self.transitions if transition.step)

    def restricted_to(self, steps: Iterable[str]) -> Table:
        """The table of an instrument that has only these steps.

        What can no longer be reached is left out, and nobody is awaited in a state where they have no act left.
        An act that other people perform in another step stands in the table once per step, under one name.
        """
        kept = frozenset(steps)
        transitions = tuple(t for t in self.transitions if t.step is None or t.step in kept)
        reached = _reached(self.initial, transitions)
        transitions = tuple(
            replace(t, sources=tuple(source for source in t.sources if source in reached))
            for t in transitions
            if reached.intersection(t.sources)
        )
        states = tuple(
            replace(state, actors=state.actors & _performers(state.slug, transitions))
            for state in self.states
            if state.slug in reached
        )
        return replace(self, states=states, transitions=transitions)

    def defects(self) -> list[str]:
        """What makes this table unsound, one English sentence each (for tests and checks, not for screens)."""
        return [*self._naming_defects(), *self._walking_defects()]

    def mermaid(self, language: str) -> str:
        """A Mermaid state diagram with labels in "fr" or "en"."""
        with override(language):
            return "\n".join(self._diagram())

    def _diagram(self) -> Iterator[str]:
        yield "stateDiagram-v2"
        for state in self.states:
            yield f'    state "{_drawn(state.label)}" as {_drawn_id(state.slug)}'
        yield f"    [*] --> {_drawn_id(self.initial)}"
        for transition in self.transitions:
            for source in transition.sources:
                yield f"    {_drawn_id(source)} --> {_drawn_id(transition.target)}: {_drawn(transition.label)}"
        yield from (f"    {_drawn_id(state.slug)} --> [*]" for state in self.states if state.is_final)

    def _naming_defects(self) -> Iterator[str]:
        yield from _repeated("state", (state.slug for state in self.states))
        yield from _repeated("transition", (transition.name for transition in self.transitions))
        if self.initial not in self._states:
            yield f"the initial state {self.initial} is unknown"
        for transition in self.transitions:
            unknown = [slug for slug in (*transition.sources, transition.target) if slug not in self._states]
            yield from (f"transition {transition.name} names the unknown state {slug}" for slug in unknown)
            if transition.target in transition.sources:
                yield f"transition {transition.name} leads from {transition.target} to itself: record the act instead"
            if not transition.roles:
                yield f"transition {transition.name} can be performed by nobody"

    def _walking_defects(self) -> Iterator[str]:
        reached = _reached(self.initial, self.transitions)
        ending = _ending(self.states, self.transitions)
        for state in self.states:
            exits = self.leaving(state.slug)
            if state.slug not in reached:
                yield f"state {state.slug} is never reached"
            if state.is_final:
                left = (exit.name for exit in exits if not exit.reopens)
                yield from (f"final state {state.slug} can be left by {name}" for name in left)
                continue
            yield from (f"{exit.name} reopens state {state.slug}, which is not final" for exit in exits if exit.reopens)
            if state.slug not in ending:
                yield f"no end can be reached from state {state.slug}"
            if not state.actors:
                yield f"nobody is expected to act in state {state.slug}"
            for idle in sorted(state.actors - _performers(state.slug, exits)):
                yield f"{idle} is expected to act in state {state.slug} but has no act there"


def _reached(initial: str, transitions: Iterable[Transition]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [initial]
    transitions = tuple(transitions)
    while waiting:
        slug = waiting.pop()
        reached.add(slug)
        waiting += [t.target for t in transitions if slug in t.sources and t.target not in reached]
    return frozenset(reached)


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{what} {name} is there {count} times" for name, count in Counter(names).items() if count > 1)


def _performers(slug: str, transitions: Iterable[Transition]) -> frozenset[str]:
    return frozenset(role for t in transitions if slug in t.sources for role in t.roles)


def _drawn(label: Any) -> str:
    """A label in which nothing means something to Mermaid."""
    return str(label).replace('"', "”").replace(":", "\ua789").replace(";", ",")


def _drawn_id(slug: str) -> str:
    return slug.replace("-", "_")


def _ending(states: Iterable[State], transitions: Iterable[Transition]) -> frozenset[str]:
    """States from which a final one can be reached."""
    ending = {state.slug for state in states if state.is_final}
    transitions = tuple(transitions)
    while True:
        more = {source for t in transitions if t.target in ending for source in t.sources} - ending
        if not more:
            return frozenset(ending)
        ending |= more
