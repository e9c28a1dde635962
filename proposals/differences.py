"""What changed from one filed version to another, part by part: words of texts, rows of the rest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from instruments.checks import CARRIER, DURATION
from instruments.spec import Instrument
from proposals.content import Content
from proposals.reading import Piece, papers, report

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """A run of words or one row: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One part that is not the same: its name, and its runs in reading order."""

    slug: str
    label: str
    is_text: bool
    runs: tuple[Run, ...]


def changes(rules: Instrument, before: Content, after: Content, language: str) -> list[Change]:
    """Every part that differs: the carrier, the unit and the duration, then in the order of the rules."""
    old, new = _pieces(rules, before, language), _pieces(rules, after, language)
    found = []
    for slug in [*new, *(slug for slug in old if slug not in new)]:
        was, now = old.get(slug), new.get(slug)
        if was is None or now is None or _rows(was) != _rows(now):
            found.append(_change(slug, was, now))
    return found


def _pieces(rules: Instrument, content: Content, language: str) -> dict[str, Piece]:
    found = _frame(content, language)
    found |= {piece.slug: piece for chapter in report(rules, content, language) for piece in chapter.pieces}
    for one in papers(rules, content, language):
        kept = found.get(one["paper"])
        said = f"{one['name']} ({one['sha256'][:12]})"
        rows = [*(kept.value if kept else ()), said]
        found[one["paper"]] = Piece(one["paper"], one["label"], "list", rows)
    return found


def _frame(content: Content, language: str) -> dict[str, Piece]:
    """What is typed before the questions; what follows from it by itself is left out."""
    found = {}
    unit, director = content["unit"] or {}, content["director"]
    with override(language):
        kind = _("holds a permanent post") if content["carrier"]["is_permanent"] else _("holds no permanent post")
        # a unit renamed meanwhile is the same one
        rows = [kind, unit.get("code") or unit.get("name", ""), content["delegation"], director["name"],
                director["email"]]  # fmt: skip
        found[CARRIER] = Piece(CARRIER, _("The carrier and the unit"), "list", [row for row in rows if row])
        months = content["months"]
        if months:
            said = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
            found[DURATION] = Piece(DURATION, _("The duration"), "line", said)
    return found


def _change(slug: str, was: Piece | None, now: Piece | None) -> Change:
    piece = now or was
    if piece is None:
        raise ValueError(slug)
    is_text = piece.shape in ("text", "line")
    old, new = (_rows(one) if one else [] for one in (was, now))
    runs = _word_runs("\n".join(old), "\n".join(new)) if is_text else _row_runs(old, new)
    return Change(slug, piece.label, is_text, tuple(runs))


def _rows(piece: Piece) -> list[str]:
    """A part as plain rows."""
    value: Any = piece.value
    if piece.shape == "line":
        return [str(value)]
    if piece.shape in ("text", "list"):
        return [str(one) for one in value]
    if piece.shape == "budget":
        rows = [
            f"{source}, {line}: {' · '.join(str(one) for one in amounts)}" for source, line, amounts, _t in value.rows
        ]
        return rows + [_cofunding(one) for one in value.cofundings]
    shown = {
        "partners": ("name", "of", "place", "lead", "lead_email", "lead_orcid", "role"),
        "people": ("name", "email", "orcid", "status", "side", "laboratory", "role"),
        "publications": ("title", "authors", "journal", "year", "doi"),
    }[piece.shape]
    return [", ".join(str(one[name]) for name in shown if one[name]) for one in value]


def _cofunding(one: dict[str, Any]) -> str:
    """As typed: where it comes from, the sum, the rate of another currency, how certain it is."""
    rated = f" (× {Decimal(one['rate']).normalize():f})" if one["currency"] != "EUR" else ""
    return f"{one['source']}: {one['amount']} {one['currency']}{rated}, {one['state_label']}"


def _word_runs(old: str, new: str) -> Iterator[Run]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("kept", "".join(before[i:j]))
            continue
        if i != j:
            yield Run("removed", "".join(before[i:j]))
        if k != m:
            yield Run("added", "".join(after[k:m]))


def _row_runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Run("kept", row) for row in old[i:j])
            continue
        yield from (Run("removed", row) for row in old[i:j])
        yield from (Run("added", row) for row in new[k:m])
