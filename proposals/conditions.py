"""What the layers above ask before an act on a dossier: they register a guard for the act, the table asks them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proposals.models import Dossier
    from workflow.engine import Act

Condition = Callable[["Dossier", "Act"], Iterator[str]]
_conditions: dict[str, list[Condition]] = defaultdict(list)


def register(name: str, condition: Condition) -> None:
    """Ask `condition` before the act `name`; the same one again changes nothing."""
    if condition not in _conditions[name]:
        _conditions[name].append(condition)


def asked_above(dossier: Dossier, act: Act) -> Iterator[str]:
    """A guard: the sentences of every condition registered for this act."""
    for condition in _conditions.get(act.transition.name, ()) if act.transition else ():
        yield from condition(dossier, act)
