"""The demonstration's dossiers: something waiting for each account, made through the acts people use."""

from __future__ import annotations

from collections.abc import Mapping

from directory.models import Person
from proposals.demo import editor, expressions, lines, papers, triage


def build(people: Mapping[str, Person]) -> None:
    """Make each part once; what exists is kept as people left it."""
    editor.build(people)
    lines.build(people)
    papers.build(people)
    triage.build(people)
    expressions.build(people)
