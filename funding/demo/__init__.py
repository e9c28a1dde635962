"""The demonstration of running actions: something waiting in every step, made through the acts people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from directory.models import Person
from funding.demo import awards, changes, earlier, formalisation, money

# one module per subject, in the order of the path; each keeps what exists as people left it
PARTS: tuple[Callable[[Mapping[str, Person]], None], ...] = (
    awards.build, formalisation.build, earlier.build, money.build, changes.build,
)  # fmt: skip


def build(people: Mapping[str, Person]) -> None:
    for part in PARTS:
        part(people)
