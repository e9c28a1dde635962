"""What pages say of a filed version, worked out once per process: a version received never changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from proposals.content import Content, unaccepted
from proposals.enums import FilingKind
from proposals.facts import asked_in, countries_abroad, verdicts_of
from workflow.kept import Kept

if TYPE_CHECKING:
    from instruments.checks import Problem
    from instruments.spec import Instrument
    from proposals.models import Dossier

# some two thousand bytes each
_told: Kept[tuple[str, str], Told] = Kept(2_000)


@dataclass(frozen=True)
class Told:
    """The head of a dossier's page: `asked` of the CNRS in euros; `countries` of its partners, each once, by code."""

    title: str
    unit: dict[str, Any] | None
    months: int | None
    countries: tuple[str, ...]
    # of all its partners, French ones too
    places: frozenset[str]
    # none when an expression of interest asks for no budget
    asked: Decimal | None
    # as the rules found it at reception: what became of its documents since is another question (`checked.py`)
    verdicts: tuple[Problem, ...]
    # uids of the documents that had not passed their check then
    unaccepted: tuple[str, ...]


def told(rules: Instrument, content: Content, kind: str = FilingKind.DOSSIER) -> Told:
    """What `content`, received as `kind`, says. No query."""
    return Told(
        title=content["title"], unit=content["unit"], months=content["months"],
        countries=tuple(countries_abroad(content["partners"])),
        places=frozenset(one["country"] for one in content["partners"] if one["country"]),
        asked=asked_in(rules, content, kind), verdicts=verdicts_of(rules, content, kind),
        unaccepted=unaccepted(content),
    )  # fmt: skip


def told_of(dossier: Dossier) -> Told:
    """What everybody but the writers reads: of the filed version, else of the draft as it is now.

    One query when this process has not read that version yet, none afterwards.
    """
    if dossier.filing is None:
        return told(dossier.rules, dossier.working_content)
    filing = dossier.filing
    return _told.get_or(known_by(dossier), lambda: told(dossier.rules, filing.content, filing.kind))


def known_by(dossier: Dossier) -> tuple[str, str]:
    """What a process keeps things of the filed version of `dossier` under. ValueError for one that was never filed."""
    if dossier.filing is None:
        raise ValueError("only a filed dossier has a version that never changes")
    return (dossier.filing.code, dossier.version.fingerprint)
