"""How near a dossier's texts are to a reviewer's, in French and in English. Pure; scipy is imported where it is used.

Each text is stemmed in its own language; a word that tells nothing (of either language) is left out. Weights are TF-IDF
over all the texts given, the measure is the cosine: 0 nothing in common, 1 the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path
from typing import Any

from directory.search.folding import words

SHORTEST = 3
# words that every abstract has, in either language, folded
COMMON = frozenset((Path(__file__).parent / "data" / "common_words.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True)
class Said:
    """What somebody or something says of itself: keywords (which count three times) and texts by language."""

    key: int
    keywords: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Shared:
    """The words that bring a pair together, strongest first."""

    terms: tuple[str, ...]


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english" if language == "en" else "french")


def terms_of(said: Said) -> Counter[str]:
    """The stems of everything said, with how often; keywords are read in both languages, whichever theirs is."""
    found: Counter[str] = Counter()
    for keyword in said.keywords:
        for language in ("fr", "en"):
            for stem in _stems(keyword, language):
                found[stem] += 3
    for language, text in said.texts:
        found.update(_stems(text, language))
    return found


def _stems(text: str, language: str) -> list[str]:
    kept = [word for word in words(text) if len(word) >= SHORTEST and word not in COMMON and not word.isdigit()]
    return [str(stem) for stem in _stemmer(language).stemWords(kept)]


def similarities(dossiers: Sequence[Said], reviewers: Sequence[Said]) -> Any:
    """A scipy sparse matrix dossiers × reviewers of cosines."""
    from scipy.sparse import csr_matrix

    counts = [terms_of(one) for one in (*dossiers, *reviewers)]
    weights = _weights(counts)
    columns = {term: place for place, term in enumerate(sorted(weights))}
    rows, places, values = [], [], []
    for row, count in enumerate(counts):
        for term, value in _vector(count, weights).items():
            rows.append(row)
            places.append(columns[term])
            values.append(value)
    matrix = csr_matrix((values, (rows, places)), shape=(len(counts), len(columns)))
    return (matrix[: len(dossiers)] @ matrix[len(dossiers) :].T).tocsr()


def shared(dossier: Said, reviewer: Said, most: int = 5) -> Shared:
    """The words that a pair has in common, as they are stemmed: the explanation shown with the suggestion."""
    mine, theirs = terms_of(dossier), terms_of(reviewer)
    common = sorted(((min(mine[term], theirs[term]), term) for term in mine.keys() & theirs.keys()), reverse=True)
    return Shared(tuple(term for _count, term in common[:most]))


def _weights(counts: Iterable[Counter[str]]) -> dict[str, float]:
    """A term weighs less the more texts have it."""
    every = list(counts)
    seen: Counter[str] = Counter()
    for count in every:
        seen.update(count.keys())
    return {term: log((1 + len(every)) / (1 + number)) + 1 for term, number in seen.items()}


def _vector(count: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    raw = {term: (1 + log(number)) * weights[term] for term, number in count.items()}
    length = sqrt(sum(value * value for value in raw.values()))
    return {term: value / length for term, value in raw.items()} if length else {}
