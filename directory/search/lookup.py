"""Answering what a person types: at most three small reads, whatever the number of organisations."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q

from directory.models import SearchKind, SearchTerm, TermMatch
from directory.search.folding import is_indexed, query_words
from directory.search.index import whole
from directory.search.terms import HEAD, after, unpacked

# nobody types more; the rest of a pasted page is ignored
MOST_WORDS = 8
LONGEST_QUERY = 200
FEWEST_CHARACTERS = 2
# of words shared by many: so many of the best are compared first
FIRST_COMPARED = 1024
# half of the names have one of these: nothing is lost by not asking for them
EMPTY_WORDS = frozenset(
    {"of", "the", "and", "for", "de", "la", "le", "les", "du", "des", "et", "der", "und", "di", "y"}
)


@dataclass(frozen=True)
class Found:
    """Ids of what was found: `exact` are called exactly so; `others` are in order of worth if `is_ordered`.

    With `is_closest`, those whose name begins so come before the others already.
    """

    exact: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    is_ordered: bool = True
    is_closest: bool = False


NOTHING = Found()


def find(kind: SearchKind, typed: str, limit: int = HEAD) -> Found:
    """The ids of the organisations or units that have every word of `typed` as the beginning of a word.

    At most about `limit` in order of worth, or every one of a few hundred not yet in order.
    """
    terms = _terms(typed)
    if not terms:
        return NOTHING
    exact, crowded = _frequent(kind, terms, typed)
    few = _rare(kind, [term for term in terms if term not in crowded])
    if few is not None:
        kept = reduce(lambda ids, crowd: ids.intersection(crowd), crowded.values(), few)
        return Found(exact, tuple(kept), is_ordered=False)
    return Found(exact, _first_common(list(crowded.values()), limit), is_closest=len(terms) == 1)


def _terms(typed: str) -> list[bytes]:
    if len(typed.strip()) < FEWEST_CHARACTERS:
        return []
    folded = [word for word in dict.fromkeys(query_words(typed[:LONGEST_QUERY])) if is_indexed(word)]
    # alone, an empty word may be the beginning of another
    telling = [word for word in folded if word not in EMPTY_WORDS] or folded[-1:]
    return [word.encode() for word in telling][:MOST_WORDS]


def _frequent(kind: SearchKind, terms: list[bytes], typed: str) -> tuple[tuple[int, ...], dict[bytes, array[int]]]:
    """What is called exactly `typed`, and the things that have each term, for the terms shared by many."""
    # with one term only the best matter; several need all their ids to be compared
    column = "head" if len(terms) == 1 else "ids"
    key = whole(typed)
    rows = SearchTerm.objects.filter(kind=kind, match__in=[TermMatch.PREFIX, TermMatch.WHOLE], term__in=[*terms, key])
    exact: tuple[int, ...] = ()
    crowded: dict[bytes, array[int]] = {}
    for match, term, raw in rows.values_list("match", "term", column).order_by():
        if match == TermMatch.WHOLE:
            exact = tuple(unpacked(raw)[:HEAD]) if bytes(term) == key else exact
        else:
            crowded[bytes(term)] = unpacked(raw)
    return exact, crowded


def _rare(kind: SearchKind, terms: list[bytes]) -> set[int] | None:
    """The things that have all these terms, each shared by few; None without a term."""
    if not terms:
        return None
    ranges = reduce(or_, (Q(term__gte=term, term__lt=after(term)) for term in terms))
    rows = SearchTerm.objects.filter(ranges, kind=kind, match=TermMatch.WORD).values_list("term", "ids").order_by()
    sets: dict[bytes, set[int]] = {term: set() for term in terms}
    for word, raw in rows:
        for term in terms:
            if bytes(word).startswith(term):
                sets[term].update(unpacked(raw))
    return set.intersection(*sets.values())


def _first_common(lists: list[array[int]], limit: int) -> tuple[int, ...]:
    """The first ids that all lists share, in their common order.

    What the beginnings of the lists share comes before all else they share: more is read only when that is too little.
    """
    longest = max(map(len, lists))
    most = FIRST_COMPARED
    while True:
        shortest, *others = sorted((ids[:most] for ids in lists), key=len)
        sets = [frozenset(ids) for ids in others]
        found = tuple(islice((pk for pk in shortest if all(pk in ids for ids in sets)), limit))
        if len(found) == limit or most >= longest:
            return found
        most *= 8
