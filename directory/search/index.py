"""Building the index of the type-ahead, and keeping it when one organisation or unit is added.

Words have a row each. A beginning of words shared by many (`un`, `uni`…) has a row too, so that no query reads
thousands of words; a whole name has one, so that what is exactly called so comes first.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from typing import Protocol

from django.db import transaction

from directory.models import SearchKind, SearchTerm, TermMatch
from directory.search.folding import index_words, is_indexed, words
from directory.search.terms import CROWD, HEAD, packed, unpacked

Row = tuple[TermMatch, bytes, "array[int] | list[int]"]
# rows written together: so many, or fewer when they hold many ids
BATCH = 2000
BATCH_IDS = 400_000


class Named(Protocol):
    """What is indexed: its id, the texts whose words find it, its whole names."""

    pk: int
    texts: list[str]
    names: list[str]


def whole(text: str) -> bytes:
    """The key of a whole name: a hash, since only equality is asked of it."""
    return blake2b(" ".join(words(text)).encode(), digest_size=8).digest()


class Index:
    """An index in memory, of things given best first."""

    def __init__(self, things: Iterable[Named]) -> None:
        self._ids: array[int] = array("I")
        self._words: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._wholes: defaultdict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for thing in things:
            self._add(thing)

    def _add(self, thing: Named) -> None:
        place = len(self._ids)
        self._ids.append(thing.pk)
        for word in index_words(thing.texts):
            self._words[word].append(place)
        for key in dict.fromkeys(whole(name) for name in thing.names):
            self._wholes[key].append(place)

    def rows(self) -> Iterator[Row]:
        """Every row of the index."""
        for key, places in self._wholes.items():
            yield TermMatch.WHOLE, key, self._real(places)
        terms = sorted((word.encode(), places) for word, places in self._words.items())
        for term, places in terms:
            yield TermMatch.WORD, term, self._real(places)
        for beginning, crowd in _crowds(terms, 1):
            yield TermMatch.PREFIX, beginning, self._real(crowd)

    def _real(self, places: Iterable[int]) -> list[int]:
        return [self._ids[place] for place in places]


def _crowds(terms: list[tuple[bytes, array[int]]], length: int) -> Iterator[tuple[bytes, list[int]]]:
    """Beginnings of `length` bytes and more that too many things share, with the places of those things."""
    longer = (item for item in terms if len(item[0]) >= length)
    for beginning, group in groupby(longer, key=lambda item: item[0][:length]):
        members = list(group)
        if sum(len(places) for _term, places in members) > CROWD:
            if _is_asked(beginning):
                yield beginning, sorted({place for _term, places in members for place in places})
            yield from _crowds(members, length + 1)


@transaction.atomic
def replace(kind: SearchKind, index: Index) -> None:
    """Put `index` in the place of the rows of `kind`; readers see the old ones until the end."""
    SearchTerm.objects.filter(kind=kind).delete()
    for batch in _batches(index.rows()):
        SearchTerm.objects.bulk_create(_term(kind, *row) for row in batch)


@transaction.atomic
def append(kind: SearchKind, thing: Named) -> None:
    """Add one thing, or words that it has newly got, behind all the others."""
    found = {word.encode() for word in index_words(thing.texts)}
    _append(kind, TermMatch.WORD, found, thing.pk, creates=True)
    _append(kind, TermMatch.WHOLE, {whole(name) for name in thing.names}, thing.pk, creates=True)
    beginnings = {term[:length] for term in found for length in range(1, len(term) + 1)}
    _append(kind, TermMatch.PREFIX, beginnings, thing.pk, creates=False)


def _is_asked(beginning: bytes) -> bool:
    """Whether a person can type this: whole characters, and more than one letter."""
    try:
        return is_indexed(beginning.decode())
    except UnicodeDecodeError:
        return False


def _append(kind: SearchKind, match: TermMatch, terms: set[bytes], pk: int, *, creates: bool) -> None:
    rows = SearchTerm.objects.select_for_update().filter(kind=kind, match=match, term__in=sorted(terms)).order_by("pk")
    there = list(rows)
    for row in there:
        ids = unpacked(row.ids)
        if pk not in ids:
            ids.append(pk)
            row.ids, row.head = packed(ids), packed(ids[:HEAD])
    SearchTerm.objects.bulk_update(there, ["ids", "head"])
    if creates:
        missing = terms - {bytes(row.term) for row in there}
        SearchTerm.objects.bulk_create([_term(kind, match, term, [pk]) for term in sorted(missing)])


def _term(kind: SearchKind, match: TermMatch, term: bytes, ids: array[int] | list[int]) -> SearchTerm:
    return SearchTerm(kind=kind, match=match, term=term, head=packed(ids[:HEAD]), ids=packed(ids))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    ids = 0
    for row in rows:
        batch.append(row)
        ids += len(row[2])
        if len(batch) == BATCH or ids > BATCH_IDS:
            yield batch
            batch, ids = [], 0
    if batch:
        yield batch
