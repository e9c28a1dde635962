"""What the layers above ask before an act on a dossier, and what they send after it.

They register a guard for the act, and the table asks them all; they name the mails that they post when it is done, so
that a page which asks first can say whom they reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proposals.models import Dossier
    from workflow.engine import Act

Condition = Callable[["Dossier", "Act"], Iterator[str]]
_conditions: dict[str, list[Condition]] = defaultdict(list)
_posted: dict[str, tuple[str, ...]] = {}


def register(name: str, condition: Condition) -> None:
    """Ask `condition` before the act `name`; the same one again changes nothing."""
    if condition not in _conditions[name]:
        _conditions[name].append(condition)


def asked_above(dossier: Dossier, act: Act) -> Iterator[str]:
    """A guard: the sentences of every condition registered for this act."""
    for condition in _conditions.get(act.transition.name, ()) if act.transition else ():
        yield from condition(dossier, act)


def posts(name: str, *mails: str) -> None:
    """A layer above posts `mails` (their keys) once the act `name` is done; the same ones again add nothing."""
    _posted[name] = tuple(dict.fromkeys((*_posted.get(name, ()), *mails)))


def posted_above(name: str) -> tuple[str, ...]:
    """The keys of the mails that the layers above post after the act `name`."""
    return _posted.get(name, ())
