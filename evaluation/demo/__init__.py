"""The demonstration of the evaluation: something waiting in every step, made through the acts people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from directory.models import Person
from evaluation.demo import assignments, decisions, results, reviews, sessions

# one module per part of the path, in the order of the path; each keeps what exists as people left it
PARTS: tuple[Callable[[Mapping[str, Person]], None], ...] = (
    reviews.build, assignments.build, sessions.build, decisions.build, results.build,
)  # fmt: skip


def build(people: Mapping[str, Person]) -> None:
    for part in PARTS:
        part(people)
