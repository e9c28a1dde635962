"""What a reader may be told of a subject's life: its state and its history, in the words meant for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wording.formats import PARIS, clock, short_day
from wording.languages import shown_language
from workflow.history import Told, of_page
from workflow.models import Subject
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
    reader = _reader(subject, roles, person_id)
    return [reader.entry(row) for row in of_page(subject) if reader.may_know_of(row)]


def reason_told(subject: Subject, act: str, roles: Iterable[str], person_id: int | None) -> str:
    """Why `act` was last done, as this reader may know it: empty when it has no reason, or one not meant for them.

    One query.
    """
    row = next((row for row in of_page(subject) if row.act == act), None)
    return _reader(subject, roles, person_id).reason(row) if row else ""


def _reader(subject: Subject, roles: Iterable[str], person_id: int | None) -> _Reader:
    mine = frozenset(roles)
    return _Reader(subject.workflow, subject.acts, mine, person_id, _is_inside(subject.workflow, mine))


def lines(found: Iterable[Entry]) -> SafeString:
    """Entries as the lines of a list, written in Python: the page of a dossier has a dozen."""
    language = shown_language()
    return SafeString("".join([_line(one, language) for one in found]))


def _line(one: Entry, language: str) -> str:
    at = f"{short_day(one.at, language)}, {clock(one.at.astimezone(PARIS), language)}"
    label = f"<strong>{escape(one.label)}</strong>" if one.is_state else escape(one.label)
    person = f" · {escape(one.person)}" if one.person else ""
    why = f'<p class="ci-small ci-quiet">{escape(one.reason)}</p>' if one.reason else ""
    opening = '<li class="is-state">' if one.is_state else "<li>"
    return f'{opening}<time datetime="{one.iso}">{at}</time><p>{label}{person}</p>{why}</li>'


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


@dataclass(frozen=True)
class _Reader:
    """Whoever reads the history of one subject: its life and acts, their roles and id, whether they are insiders."""

    life: Table
    acts: Mapping[str, Any]
    roles: frozenset[str]
    person_id: int | None
    is_inside: bool

    def may_know_of(self, row: Told) -> bool:
        return self.is_inside or self._is_own(row) or self._is_told(row)

    def entry(self, row: Told) -> Entry:
        return Entry(
            at=row.at,
            label=_label(self.life, row.target, self.roles) if row.is_move else str(self.acts.get(row.act, row.act)),
            is_state=row.is_move,
            is_own=self._is_own(row),
            person=row.person if self._is_told_all(row) else "",
            reason=self.reason(row),
        )

    def reason(self, row: Told) -> str:
        return row.why or "" if self._is_told_all(row) or self._is_reason_public(row) else ""

    def _is_told_all(self, row: Told) -> bool:
        return self.is_inside or self._is_own(row)

    def _is_own(self, row: Told) -> bool:
        return row.person_id is not None and row.person_id == self.person_id

    def _is_reason_public(self, row: Told) -> bool:
        """Whether the reason is meant for somebody outside with these roles."""
        return any(
            one.name == row.act and one.has_public_reason
            and (not one.reason_readers or one.reason_readers & self.roles) for one in self.life.transitions
        )  # fmt: skip

    def _is_told(self, row: Told) -> bool:
        """Whether this row changed the words said outside: an inner step must not show by its date."""
        if not row.is_move:
            return False
        before: Any = self.life.state(row.source).said_to(public=True)
        return str(before) != str(self.life.state(row.target).said_to(public=True))
