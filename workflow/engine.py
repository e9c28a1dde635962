"""The only writer of `state`: finds the transition, checks who and whether, moves, writes history, tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.history import append
from workflow.models import HistoryRow, Subject
from workflow.prepared import Given, Prepared
from workflow.signals import moved
from workflow.table import SYSTEM_ROLE, Transition
from workflow.telling import how_it_moved_on


class Refused(Exception):
    """The act was not done; `reasons` are sentences for the person who asked."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class MovedOn(Refused):
    """Somebody was quicker, or the same request came twice: the sentence says what is so now."""


@dataclass(frozen=True)
class System:
    """The house itself: the clock, a sweep."""

    person_id: None = None


SYSTEM = System()


@dataclass(frozen=True)
class Act:
    """One performance of a transition, as guards and effects see it. `at` is aware and decides deadlines."""

    transition: Transition | None
    by: Any
    at: datetime
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    noted: dict[str, Any] = field(default_factory=dict)

    def note(self, **facts: Any) -> None:
        """Facts that an effect wants in the history row of this act (see `history.append` for what they may be)."""
        self.noted.update(facts)


@dataclass(frozen=True)
class Offer:
    """A transition a person may ask for now; with reasons, it would be refused for them."""

    transition: Transition
    reasons: list[str]

    @property
    def is_possible(self) -> bool:
        return not self.reasons


def perform(subject: Subject, name: str, *, by: Any, at: datetime | None = None, reason: str = "",
            **data: Any) -> HistoryRow:  # fmt: skip
    """Perform the transition `name` on `subject` for `by` (a Standing, or SYSTEM), received at `at` (now).

    Raises Refused when `by` has not the role, the state has moved on (MovedOn), the reason is missing or a guard
    refuses; KeyError when this life has no such transition. Then nothing is written. `data` reaches guards and
    effects; what history keeps of it, they `note`. Of two at once, exactly one succeeds: PostgreSQL locks the row,
    SQLite lets one transaction write at a time, and the state is compared as it is set.
    """
    with transaction.atomic():
        locked = _locked(subject)
        chosen = locked.workflow.transition(name)
        row = _perform(locked, chosen, Act(chosen, by, at or timezone.now(), reason.strip(), data))
    subject.state = locked.state
    return row


@cache
def _read_for_act(kind: type[Subject]) -> Prepared:
    """What an act reads of its subject, locked: always of one shape, so its SQL is written once."""
    rows = kind.for_act().select_for_update(of=("self",)).order_by()
    return Prepared(lambda: rows.filter(pk=Given("pk", kind._meta.pk)))


def _locked(subject: Subject) -> Any:
    """The subject as the database has it, locked until the transaction ends. Raises its DoesNotExist."""
    found = _read_for_act(type(subject)).first(pk=subject.pk)
    if found is None:
        raise type(subject).DoesNotExist
    return found


def offers(subject: Subject, by: Any, at: datetime | None = None) -> list[Offer]:
    """The transitions `by` may ask for now, each with what would refuse it; those of other roles are absent."""
    roles = roles_towards(subject, by)
    now = at or timezone.now()
    return [
        Offer(transition, _guarded(subject, Act(transition, by, now)))
        for transition in subject.workflow.leaving(subject.state)
        if transition.roles & roles and transition.is_offered
    ]


def roles_towards(subject: Subject, by: Any) -> frozenset[str]:
    """The roles of `by` towards `subject`; the house has only its own."""
    return frozenset({SYSTEM_ROLE}) if by is SYSTEM else subject.roles_of(by)


def _perform(subject: Subject, transition: Transition, act: Act) -> HistoryRow:
    """The act on a locked row, in the caller's transaction."""
    _refuse(subject, transition, act)
    for prepare in transition.prepares:
        prepare(subject, act)
    source = _move(subject, transition, act)
    for effect in transition.effects:
        effect(subject, act)
    row = append(subject, transition.name, by=act.by, at=act.at, reason=act.reason, source=source,
                 target=transition.target, data=act.noted)  # fmt: skip
    moved.send(sender=type(subject), subject=subject, row=row, transition=transition, act=act)
    return row


def _refuse(subject: Subject, transition: Transition, act: Act) -> None:
    """Raise what refuses. Whoever has no right learns nothing of the state."""
    if not transition.roles & roles_towards(subject, act.by):
        raise Refused([_("This act belongs to another role than yours.")])
    if subject.state not in transition.sources:
        raise _moved_on(subject, act)
    if transition.needs_reason and not act.reason:
        raise Refused([_("A reason is needed: write in a few words why.")])
    if reasons := _guarded(subject, act):
        raise Refused(reasons)


def _guarded(subject: Subject, act: Act) -> list[str]:
    guards = act.transition.guards if act.transition else ()
    return [str(sentence) for guard in guards for sentence in guard(subject, act)]


def _move(subject: Subject, transition: Transition, act: Act) -> str:
    """Compare and set: of two who try at once, exactly one changes the row. Returns the state it left."""
    source = subject.state
    rows = type(subject)._base_manager.filter(pk=subject.pk, state=source)
    if not rows.update(state=transition.target):
        subject.refresh_from_db(fields=["state"])
        raise _moved_on(subject, act)
    subject.state = transition.target
    return source


def _moved_on(subject: Subject, act: Act) -> MovedOn:
    return MovedOn([how_it_moved_on(subject, roles_towards(subject, act.by), act.by.person_id)])
