"""The only writer of `state`: finds the transition, checks who and whether, moves, writes history, tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflow.history import append
from workflow.models import HistoryRow, Subject
from workflow.signals import moved
from workflow.table import SYSTEM_ROLE, Transition


class Refused(Exception):
    """The act was not done; `reasons` are sentences for the person who asked."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


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

    Raises Refused when the state has moved on, `by` has not the role, a guard refuses or the reason is missing;
    then nothing is written. `data` reaches guards and effects, not the history.
    """
    with transaction.atomic():
        locked = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        chosen = _chosen(locked, name)
        act = Act(chosen, by, at or timezone.now(), reason.strip(), data)
        _refuse_if(_reasons(locked, act))
        source = _move(locked, chosen)
        for effect in chosen.effects:
            effect(locked, act)
        row = append(locked, name, by=by, at=act.at, reason=act.reason, source=source, target=chosen.target)
        moved.send(sender=type(subject), subject=locked, row=row, transition=chosen, act=act)
    subject.state = chosen.target
    return row


def offers(subject: Subject, by: Any, at: datetime | None = None) -> list[Offer]:
    """The transitions `by` may ask for now, each with what would refuse it; those of other roles are absent."""
    roles = roles_towards(subject, by)
    now = at or timezone.now()
    return [
        Offer(transition, _guarded(subject, Act(transition, by, now)))
        for transition in subject.workflow.leaving(subject.state)
        if transition.roles & roles
    ]


def roles_towards(subject: Subject, by: Any) -> frozenset[str]:
    """The roles of `by` towards `subject`; the house has only its own."""
    return frozenset({SYSTEM_ROLE}) if by is SYSTEM else subject.roles_of(by)


def _chosen(subject: Subject, name: str) -> Transition:
    """The transition, which KeyError says does not exist; refused when the subject is no longer where it starts."""
    transition = subject.workflow.transition(name)
    if subject.state not in transition.sources:
        state = subject.workflow.state(subject.state).label
        raise Refused(
            [_("This has changed meanwhile: it is now “%(state)s”. Nothing was done twice.") % {"state": state}]
        )
    return transition


def _reasons(subject: Subject, act: Act) -> list[str]:
    if not act.transition.roles & roles_towards(subject, act.by):
        return [_("This act belongs to another role than yours.")]
    if act.transition.needs_reason and not act.reason:
        return [_("A reason is needed: write in a few words why.")]
    return _guarded(subject, act)


def _guarded(subject: Subject, act: Act) -> list[str]:
    return [str(sentence) for guard in act.transition.guards for sentence in guard(subject, act)]


def _refuse_if(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons)


def _move(subject: Subject, transition: Transition) -> str:
    """Compare and set: of two who try at once, exactly one changes the row. Returns the state it left."""
    source = subject.state
    rows = type(subject)._default_manager.filter(pk=subject.pk, state=source)
    if not rows.update(state=transition.target):
        raise Refused([_("Somebody else acted at the same moment. Load the page again to see what was done.")])
    subject.state = transition.target
    return source
