"""What a reader may be told of a subject's life: its state and its history, in the words meant for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wording.formats import PARIS, clock, short_day
from wording.languages import shown_language
from workflow.history import of_page
from workflow.models import HistoryRow, Subject
from workflow.table import Shape, State, Table


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: when, what, who (empty when not said), why (empty when not said)."""

    at: datetime
    label: str
    is_state: bool
    is_own: bool
    person: str
    reason: str

    @property
    def iso(self) -> str:
        """The instant for `<time>`."""
        return self.at.isoformat(timespec="seconds")


def is_insider(subject: Subject, roles: Iterable[str]) -> bool:
    """Whether these roles read the inner labels, names and reasons."""
    return _is_inside(subject.workflow, roles)


def _is_inside(life: Table, roles: Iterable[str]) -> bool:
    return not life.insiders or bool(life.insiders & frozenset(roles))


def state_label(subject: Subject, slug: str, roles: Iterable[str]) -> str:
    """What the state is called before somebody with these roles."""
    return _label(subject.workflow, slug, roles)


def _label(life: Table, slug: str, roles: Iterable[str]) -> str:
    return str(life.state(slug).said_to(public=not _is_inside(life, roles)))


def shape_for(state: State, roles: Iterable[str]) -> Shape:
    """What waits for somebody is theirs when they are among those who must act."""
    return Shape.YOURS if state.shape is Shape.WAIT and state.actors & frozenset(roles) else state.shape


def state_shown(subject: Subject, roles: Iterable[str]) -> SafeString:
    """The state as a shape and a word, for somebody with these roles."""
    return state_of(subject.workflow, subject.state, roles)


def state_of(life: Table, slug: str, roles: Iterable[str]) -> SafeString:
    """The same of a row of which only the state is known."""
    return marked(shape_for(life.state(slug), roles), _label(life, slug, roles))


def marked(shape: Shape, words: str) -> SafeString:
    """A shape and words, which may be anybody's: how a state looks everywhere."""
    return SafeString(f'<span class="ci-state ci-state--{shape.value}">{escape(words)}</span>')


def entries(subject: Subject, roles: Iterable[str], person_id: int | None) -> list[Entry]:
    """The history as this reader may know it, newest first. One query.

    An outsider reads their own acts and the moves that change what they are told; not who else acted, and why only
    when the reason is meant for them.
    """
    inside = is_insider(subject, roles)
    return [
        _entry(subject, row, roles, is_own=row.person_id is not None and row.person_id == person_id)
        for row in of_page(subject)
        if inside or (row.person_id is not None and row.person_id == person_id) or _is_told(subject, row)
    ]


def how_it_moved_on(subject: Subject, roles: Iterable[str], person_id: int | None) -> str:
    """One sentence for somebody who comes too late: who did what when, and what it is now."""
    state = state_label(subject, subject.state, roles)
    last = next((entry for entry in entries(subject, roles, person_id) if entry.is_state), None)
    if last is None:
        return _("It is now “%(state)s”: nothing was done.") % {"state": state}
    language = shown_language()
    local = last.at.astimezone(PARIS)
    said = {"state": state, "person": last.person, "day": short_day(local, language), "hour": clock(local, language)}
    if last.is_own:
        return _("You did this on %(day)s at %(hour)s: it is now “%(state)s”. Nothing was done twice.") % said
    if last.person:
        return _("%(person)s acted on %(day)s at %(hour)s: it is now “%(state)s”. Nothing more was done.") % said
    return _("Since %(day)s at %(hour)s it is “%(state)s”. Nothing more was done.") % said


def _entry(subject: Subject, row: HistoryRow, roles: Iterable[str], *, is_own: bool) -> Entry:
    label = state_label(subject, row.target, roles) if row.is_move else str(subject.acts.get(row.act, row.act))
    is_told_all = is_own or is_insider(subject, roles)
    return Entry(
        at=row.at,
        label=label,
        is_state=row.is_move,
        is_own=is_own,
        person=str(row.person) if is_told_all and row.person else "",
        reason=row.reason.text if row.reason and (is_told_all or _has_public_reason(subject, row, roles)) else "",
    )


def _has_public_reason(subject: Subject, row: HistoryRow, roles: Iterable[str]) -> bool:
    """Whether the reason is meant for somebody outside with these roles."""
    return any(
        t.name == row.act and t.has_public_reason and (not t.reason_readers or t.reason_readers & frozenset(roles))
        for t in subject.workflow.transitions
    )


def _is_told(subject: Subject, row: HistoryRow) -> bool:
    """Whether this row changed the words said outside: an inner step must not show by its date."""
    if not row.is_move:
        return False
    before: Any = subject.workflow.state(row.source).said_to(public=True)
    return str(before) != str(subject.workflow.state(row.target).said_to(public=True))
