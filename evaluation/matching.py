"""How near a reviewer is to a dossier, by what both say of themselves: sections, keywords, words. Pure.

What a person sees while choosing by hand; the automatic assignment weighs whole texts besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directory.search.folding import words

# a section in common says as much as three keywords
SECTION, KEYWORD, WORD = 3, 2, 1
# words shorter than this tell nothing ("sur", "the")
SHORTEST = 5


@dataclass(frozen=True)
class Profile:
    """What is compared: numbers of sections, keywords, longer texts (in French or English)."""

    sections: frozenset[str]
    keywords: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Match:
    """How many points, and what they rest on."""

    points: int
    sections: tuple[str, ...]
    keywords: tuple[str, ...]


def profile(sections: Iterable[str], keywords: Iterable[str], texts: Iterable[str] = ()) -> Profile:
    """The profile of a dossier or a reviewer; keywords are compared folded, without case or accents."""
    keys = {" ".join(words(keyword)) for keyword in keywords}
    loose = {word for text in (*keys, *texts) for word in words(text) if len(word) >= SHORTEST}
    return Profile(frozenset(map(str, sections)), frozenset(keys - {""}), frozenset(_stem(word) for word in loose))


def match(dossier: Profile, reviewer: Profile) -> Match:
    """The points of this pair."""
    sections = sorted(dossier.sections & reviewer.sections)
    keywords = sorted(dossier.keywords & reviewer.keywords)
    points = SECTION * len(sections) + KEYWORD * len(keywords) + WORD * len(dossier.words & reviewer.words)
    return Match(points, tuple(sections), tuple(keywords))


def _stem(word: str) -> str:
    """Plurals and the commonest endings, alike in both languages: enough to bring keywords together."""
    for ending in ("iques", "ique", "ics", "ic", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word[: -len(ending)]
    return word
