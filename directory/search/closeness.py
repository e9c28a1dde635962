"""How close names come to what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from directory.search.folding import query_words, words

BEGINS, IN_ORDER, HAS_ALL, ELSEWHERE = range(4)


def how_close(typed: str, names: Iterable[str]) -> int:
    """0 when a name begins with the typed words, 1 when it has them side by side, 2 when it has them all, else 3.

    The last word may be unfinished, and the others too.
    """
    asked = words(typed)
    joined = query_words(typed)
    return min((_closeness(asked, joined, words(name)) for name in names), default=ELSEWHERE)


def _closeness(asked: list[str], joined: list[str], name: list[str]) -> int:
    places = [place for place in range(len(name) - len(asked) + 1) if _follows(asked, name[place:])]
    if places:
        # an article before the name does not count
        return BEGINS if places[0] == 0 or (places[0] == 1 and len(name[0]) <= 3) else IN_ORDER
    if all(any(word.startswith(part) for word in name) for part in joined):
        return HAS_ALL
    return ELSEWHERE


def _follows(asked: list[str], name: list[str]) -> bool:
    return all(word.startswith(part) for part, word in zip(asked, name, strict=False))
