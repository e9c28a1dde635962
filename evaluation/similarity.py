"""How near a dossier's texts are to those of each reviewer of a pool, in French and in English. Pure.

Each text is stemmed in its own language (in both when it is not known); a word that tells nothing of either language is
left out. Weights are TF-IDF over the pool, the measure is the cosine over the words that somebody of the pool uses:
0 nothing in common, 1 the same words. A pool keeps, per word, who uses it: a dossier is compared with all at once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log, sqrt
from pathlib import Path
from typing import Any

from directory.search.folding import words

SHORTEST = 3
LANGUAGES = ("fr", "en")
# a keyword is chosen: it says as much as a word written so many times
KEYWORD = 3
# words that every abstract has, in either language, folded
COMMON = frozenset((Path(__file__).parent / "data" / "common_words.txt").read_text(encoding="utf-8").split())
_TOKENS = re.compile(r"\w+")


@dataclass(frozen=True)
class Said:
    """What somebody or something says of itself: keywords, and texts each with its language ("" when not known)."""

    keywords: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english" if language == "en" else "french")


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=50_000)
def _words_of(token: str) -> tuple[str, ...]:
    return tuple(words(token))


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST and word not in COMMON and not word.isdigit()


def _parts(said: Said) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Each text with the languages it is read in and how much a word of it counts."""
    for keyword in said.keywords:
        yield keyword, LANGUAGES, KEYWORD
    for language, text in said.texts:
        yield text, (language,) if language else LANGUAGES, 1


def terms_of(said: Said) -> Counter[str]:
    """The stems of everything said, with how often."""
    found: Counter[str] = Counter()
    for text, languages, count in _parts(said):
        for word in filter(_tells, words(text)):
            # alike in both languages, a word counts once
            for stem in {_stem(word, language) for language in languages}:
                found[stem] += count
    return found


@lru_cache(maxsize=2048)
def _known_terms(said: Said) -> Counter[str]:
    """A profile is read at every visit and rarely changes."""
    return terms_of(said)


@lru_cache(maxsize=16)
def _compared(said: Said) -> tuple[Counter[str], dict[str, str]]:
    """The terms of a dossier and how it writes them: asked once per person who is proposed for it."""
    return terms_of(said), _spellings(said)


class Pool:
    """The texts of several people, by key, ready to be compared."""

    def __init__(self, people: Mapping[int, Said]) -> None:
        self._counts = {key: _known_terms(said) for key, said in people.items()}
        seen: Counter[str] = Counter()
        for count in self._counts.values():
            seen.update(count.keys())
        # the more people use a word, the less it weighs
        self._weights = {term: log((1 + len(people)) / (1 + number)) + 1 for term, number in seen.items()}
        self._users: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._vectors = {key: self._vector(count) for key, count in self._counts.items()}
        for key, vector in self._vectors.items():
            for term, value in vector.items():
                self._users[term].append((key, value))

    def cosines(self, said: Said) -> dict[int, float]:
        """How near each person is; whoever has no word in common is absent."""
        found: dict[int, float] = defaultdict(float)
        for term, value in self._vector(terms_of(said)).items():
            for key, theirs in self._users[term]:
                found[key] += value * theirs
        return dict(found)

    def shared(self, said: Said, key: int, most: int = 5) -> tuple[str, ...]:
        """The words that bring this person near, strongest first, as what is compared writes them."""
        count, spelt = _compared(said)
        theirs = self._vectors[key]
        # the length of the dossier's own vector changes no order
        common = {term: self._raw(term, count[term]) * theirs[term] for term in count.keys() & theirs.keys()}
        strongest = sorted(common, key=lambda term: (-common[term], term))
        return tuple(dict.fromkeys(spelt[term] for term in strongest))[:most]

    def _raw(self, term: str, number: int) -> float:
        return (1 + log(number)) * self._weights[term]

    def _vector(self, count: Mapping[str, int]) -> dict[str, float]:
        raw = {term: self._raw(term, number) for term, number in count.items() if term in self._weights}
        length = sqrt(sum(value * value for value in raw.values()))
        return {term: value / length for term, value in raw.items()} if length else {}


def _spellings(said: Said) -> dict[str, str]:
    """stem → the first word that has it, with its accents."""
    found: dict[str, str] = {}
    for text, languages, _count in _parts(said):
        for token in _TOKENS.findall(text):
            for word in filter(_tells, _words_of(token)):
                for language in languages:
                    found.setdefault(_stem(word, language), token.lower())
    return found
