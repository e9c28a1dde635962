"""How close names come to what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from directory.search.folding import is_article, query_words, words

BEGINS, IN_ORDER, HAS_ALL, ELSEWHERE = range(4)


def how_close(typed: str, names: Iterable[str]) -> int:
    """0 when a name begins with the typed words, 1 when it has them side by side, 2 when it has them all, else 3.

    The last word may be unfinished, and the others too.
    """
    asked, joined = words(typed), query_words(typed)
    closest = ELSEWHERE
    for name in names:
        closest = min(closest, _closeness(asked, joined, words(name)))
        if closest == BEGINS:
            break
    return closest


def _closeness(asked: list[str], joined: list[str], name: list[str]) -> int:
    for place, word in enumerate(name):
        if asked and word.startswith(asked[0]) and _follows(asked, name[place : place + len(asked)]):
            return BEGINS if place == 0 or (place == 1 and is_article(name[0])) else IN_ORDER
    if all(any(word.startswith(part) for word in name) for part in joined):
        return HAS_ALL
    return ELSEWHERE


def _follows(asked: list[str], name: list[str]) -> bool:
    return len(name) == len(asked) and all(word.startswith(part) for part, word in zip(asked, name, strict=True))
