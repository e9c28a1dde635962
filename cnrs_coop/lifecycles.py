"""Writes docs/lifecycles.md and docs/rights.md from the life-cycle tables; a test proves them fresh."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from directory.enums import Role
from instruments.registry import all_instruments
from workflow.table import State, Table, Transition

LANGUAGES = ("en", "fr")
MADE = "<!-- Written by `manage.py lifecycles`; do not edit. -->"


def documents() -> dict[Path, str]:
    """Each generated page with its text."""
    docs = Path(settings.BASE_DIR) / "docs"
    return {docs / "lifecycles.md": _page(_lifecycles()), docs / "rights.md": _page(_rights())}


def stale() -> list[Path]:
    """Pages that are missing or are not what the tables say now."""
    return [path for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]


def tables() -> list[Table]:
    """Every life-cycle table of the house: the `Table`s of each app's workflow.py, in the order of the layers."""
    return [table for module in _modules() for table in vars(module).values() if isinstance(table, Table)]


def _modules() -> Iterator[Any]:
    for name in reversed(settings.LOCAL_APPS):
        if apps.is_installed(name) and find_spec(f"{name}.workflow"):
            yield import_module(f"{name}.workflow")


def variants(table: Table) -> list[tuple[str, Table]]:
    """A table as it is, or one per instrument when some of its acts belong to steps."""
    if not table.steps:
        return [(table.aggregate, table)]
    return [(f"{table.aggregate}, {one.acronym}", table.restricted_to(one.steps)) for one in all_instruments()]


def _page(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


# -- docs/lifecycles.md ----------------------------------------------------------------------------------
def _lifecycles() -> Iterator[str]:
    yield "# Life cycles"
    yield from ("", MADE, "")
    yield "Each aggregate has one table of states and acts (`workflow.py` of its app); an instrument has the acts of"
    yield "its own steps. The French diagrams and words are those of the pages."
    for table in tables():
        yield from ("", f"## {table.aggregate.capitalize()}", "")
        yield from _states(table)
        yield ""
        yield from _acts(table)
        for title, variant in variants(table):
            yield from _diagrams(title, variant)


def _states(table: Table) -> Iterator[str]:
    yield from _head("State", "État", "Outside", "Vu du dehors", "Kind", "Expected to act", "Target")
    for state in table.states:
        outside = _both(state.public_label) if state.public_label is not None else ("", "")
        yield _row(*_both(state.label), *outside, state.kind.value, _roles(state.actors), _days(state))


def _acts(table: Table) -> Iterator[str]:
    yield from _head("Act", "Acte", "Step", "From", "To", "By", "Needs a reason")
    for act in table.transitions:
        sources = ", ".join(_both(table.state(slug).label)[0] for slug in act.sources)
        target = _both(table.state(act.target).label)[0]
        yield _row(
            *_both(act.label), act.step or "", sources, target, _roles(act.roles), "yes" if act.needs_reason else ""
        )


def _diagrams(title: str, table: Table) -> Iterator[str]:
    yield from ("", f"### {title[0].upper()}{title[1:]}")
    for language in LANGUAGES:
        yield from ("", "```mermaid", table.mermaid(language), "```")


# -- docs/rights.md --------------------------------------------------------------------------------------
def _rights() -> Iterator[str]:
    yield "# Who may do what"
    yield from ("", MADE, "")
    yield "Role by act, for each aggregate and instrument. A cross says that the role has the act at all; guards may"
    yield "still refuse it, and a role counts only over its own unit, institute, section or delegation."
    for table in tables():
        for title, variant in variants(table):
            yield from ("", f"## {title[0].upper()}{title[1:]}", "")
            yield from _matrix(variant)


def _matrix(table: Table) -> Iterator[str]:
    roles = [role for role in Role if any(role in act.roles for act in table.transitions)]
    with override("en"):
        yield from _head("Act", *(str(role.label) for role in roles))
    for act in table.transitions:
        yield _row(_both(act.label)[0], *_crosses(act, roles))


def _crosses(act: Transition, roles: list[Role]) -> Iterator[str]:
    return ("×" if role in act.roles else "" for role in roles)


# -- words -----------------------------------------------------------------------------------------------
def _both(label: Any) -> tuple[str, ...]:
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(label))
    return tuple(said)


def _roles(roles: frozenset[str]) -> str:
    with override("en"):
        return ", ".join(str(role.label) for role in Role if role in roles)


def _days(state: State) -> str:
    return f"{state.target_days} days" if state.target_days else ""


def _head(*titles: str) -> tuple[str, str]:
    return _row(*titles), _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
