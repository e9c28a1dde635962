"""How near a person of the pool is to a dossier, and why: sections, keywords, texts. Pure.

One measure for the list in which an officer chooses by hand and for the automatic assignment: the same pair has the
same number and the same reasons on both pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from directory.search.folding import words
from evaluation.similarity import Pool, Said

# what each part may bring: together, 1
SECTION, KEYWORD, TEXT = 0.30, 0.25, 0.45
# so many keywords in common, or texts as near as this cosine, and nothing more can be asked
ENOUGH_KEYWORDS, SAME_TEXT = 3, 0.5
# from which value on a pair is said to be very near, near, or to have something in common
LEVELS = (("very", 0.55), ("near", 0.25), ("some", 0.005))


@dataclass(frozen=True)
class Subject:
    """What a dossier or a person says of itself: numbers of sections, keywords, longer texts with their language."""

    sections: frozenset[str] = frozenset()
    keywords: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> Said:
        return Said(self.keywords, self.texts)

    @property
    def folded(self) -> dict[str, str]:
        """Keywords without case or accents → as written."""
        found = {" ".join(words(keyword)): keyword for keyword in self.keywords}
        found.pop("", None)
        return found


@dataclass(frozen=True)
class Affinity:
    """How near a pair is (0 to 1), and what it rests on. `terms`: words of the texts, as the dossier writes them."""

    value: float = 0.0
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    terms: tuple[str, ...] = field(default=())

    @property
    def level(self) -> str:
        """very, near, some, none: what is said in words before the reasons."""
        return next((name for name, least in LEVELS if self.value >= least), "none")


class Affinities:
    """The people of a pool, by key, ready to be compared with any number of dossiers."""

    def __init__(self, people: Mapping[int, Subject]) -> None:
        self._people = people
        self._texts = Pool({key: one.said for key, one in people.items()})
        self._sections = _users((key, one.sections) for key, one in people.items())
        self._keywords = _users((key, one.folded) for key, one in people.items())

    def near(self, dossier: Subject) -> dict[int, float]:
        """How near each person is; whoever has nothing in common is absent."""
        found: dict[int, float] = defaultdict(float)
        for key, cosine in self._texts.cosines(dossier.said).items():
            found[key] += TEXT * min(1.0, cosine / SAME_TEXT)
        for key, number in _met(self._sections, dossier.sections).items():
            found[key] += SECTION * number / len(dossier.sections)
        for key, number in _met(self._keywords, dossier.folded).items():
            found[key] += KEYWORD * min(1.0, number / ENOUGH_KEYWORDS)
        return dict(found)

    def explained(self, dossier: Subject, key: int, value: float) -> Affinity:
        """Why this pair is as near as `near` said."""
        person = self._people[key]
        mine, theirs = dossier.folded, person.folded
        keywords = tuple(mine[one] for one in mine if one in theirs)
        said = {word for keyword in keywords for word in keyword.lower().split()}
        terms = tuple(term for term in self._texts.shared(dossier.said, key, 8) if term not in said)[:5]
        return Affinity(round(value, 4), tuple(sorted(dossier.sections & person.sections)), keywords, terms)


def _users(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for key, values in rows:
        for value in values:
            found[value].append(key)
    return found


def _met(users: Mapping[str, list[int]], values: Iterable[str]) -> dict[int, int]:
    """How many of these each person has."""
    found: dict[int, int] = defaultdict(int)
    for value in values:
        for key in users.get(value, ()):
            found[key] += 1
    return found
