"""What the walks around dossiers of one instrument have to have done: read in the life cycles and their histories."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from instruments.registry import instrument
from proposals.models import Dossier, Visa
from proposals.rules import table_for
from proposals.workflow import REOPENED
from tests.proposals.walks.deeds import ABOVE, DEEDS, UNWRITTEN

# what a closing makes possible; what its absence does
WITH_CLOSING = {"lapse", "extend", "set-aside", "mandate", "end-mandate", "postpone", *REOPENED.values()}
WITHOUT_CLOSING = {"end-correction"}


def impossible(slug: str) -> set[str]:
    """What no dossier of this instrument lives through."""
    return WITH_CLOSING if instrument(slug).entry.is_permanent else WITHOUT_CLOSING


def expected(slug: str) -> set[tuple[str, str]]:
    """Every act from every state where this instrument has it, and everything that a history has a word for."""
    table = table_for(tuple(instrument(slug).steps))
    moves = {(source, t.name) for t in table.transitions for source in t.sources}
    recorded = {("", name) for name in {*DEEDS, *Dossier.acts} - ABOVE - UNWRITTEN}
    of_visas = {("visa", name) for name in {*Visa.acts, *(t.name for t in Visa.workflow.transitions)} - UNWRITTEN}
    return {key for key in moves | recorded | of_visas if key[1] not in impossible(slug)}


def functions_of_acts() -> set[str]:
    """Public functions of `proposals/actions` that somebody does at an instant."""
    return {
        node.name
        for path in (settings.BASE_DIR / "proposals" / "actions").glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        and {"at", "by"} <= {one.arg for one in node.args.kwonlyargs}
    }  # fmt: skip


def names_in(paths: Iterable[Path]) -> set[str]:
    """Everything that these files name."""
    found = [node for path in paths for node in ast.walk(ast.parse(path.read_text()))]
    return {one.id for one in found if isinstance(one, ast.Name)} | {
        one.attr for one in found if isinstance(one, ast.Attribute)
    }
