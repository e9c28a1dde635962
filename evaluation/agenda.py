"""The order of an agenda in which people who must leave do so least often. Pure.

A move is one person going out or coming back in; everybody is in before the first dossier and after the last. Up to
eight dossiers the order is the best there is; above, a good one, never with more moves than the order given.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

# up to so many dossiers, every order is weighed
EXACT = 8
Recusals = Mapping[int, frozenset[Hashable]]
NOBODY: frozenset[Hashable] = frozenset()


def moves(order: Sequence[int], recusals: Recusals) -> int:
    """How many times somebody goes out or comes back in, from the first dossier to the last."""
    away = [NOBODY, *(recusals.get(one, NOBODY) for one in order), NOBODY]
    return sum(len(before ^ after) for before, after in pairwise(away))


def best_order(filed: Sequence[int], recusals: Recusals) -> list[int]:
    """The dossiers in the order of fewest moves found; the order given when nothing does better."""
    given = list(filed)
    found = _exact(given, recusals) if len(given) <= EXACT else _good(given, recusals)
    return found if moves(found, recusals) < moves(given, recusals) else given


def _exact(given: list[int], recusals: Recusals) -> list[int]:
    """Dynamic programming: for each set of dossiers already heard and the last of them, the fewest moves."""
    away = [recusals.get(one, NOBODY) for one in given]
    best: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {
        (1 << place, place): (len(away[place]), (place,)) for place in range(len(given))
    }
    for _step in range(len(given) - 1):
        further: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        for (heard, last), (cost, path) in best.items():
            for place in range(len(given)):
                if heard >> place & 1:
                    continue
                option = (cost + len(away[last] ^ away[place]), (*path, place))
                key = (heard | 1 << place, place)
                further[key] = min(further.get(key, option), option)
        best = further
    ends = [(cost + len(away[last]), path) for (_heard, last), (cost, path) in best.items()]
    return [given[place] for place in min(ends)[1]] if ends else []


def _good(given: list[int], recusals: Recusals) -> list[int]:
    """The nearest dossier next, then stretches turned round while that saves moves."""
    left, order, now = list(given), [], NOBODY
    while left:
        nearest = min(left, key=lambda one: len(now ^ recusals.get(one, NOBODY)))
        left.remove(nearest)
        order.append(nearest)
        now = recusals.get(nearest, NOBODY)
    return min(_turned(order, recusals), _turned(given, recusals), key=lambda one: moves(one, recusals))


def _turned(order: list[int], recusals: Recusals) -> list[int]:
    """2-opt: each turn saves at least one move, so it ends."""
    found, is_better = list(order), True
    while is_better:
        is_better = False
        for start in range(len(found) - 1):
            for end in range(start + 1, len(found)):
                if _saved(found, start, end, recusals) > 0:
                    found[start : end + 1] = reversed(found[start : end + 1])
                    is_better = True
    return found


def _saved(order: list[int], start: int, end: int, recusals: Recusals) -> int:
    """The moves saved by turning round the stretch from `start` to `end`."""
    before = recusals.get(order[start - 1], NOBODY) if start else NOBODY
    after = recusals.get(order[end + 1], NOBODY) if end + 1 < len(order) else NOBODY
    first, last = recusals.get(order[start], NOBODY), recusals.get(order[end], NOBODY)
    return len(before ^ first) + len(last ^ after) - len(before ^ last) - len(first ^ after)
