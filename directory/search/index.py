"""Building the index of the type-ahead, and keeping it when one organisation or unit is added.

Words have a row each. A beginning of words shared by many (`un`, `uni`…) has a row too, so that no query reads
thousands of words; a whole name has one, so that what is exactly called so comes first.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain, groupby, islice
from typing import Protocol

from django.db import transaction

from directory.models import SearchKind, SearchTerm, TermMatch
from directory.search.folding import index_words, is_indexed, placed_words, words
from directory.search.terms import CROWD, HEAD, packed, unpacked

# how it matches, the term, all ids in order of worth, the ids to propose first
Row = tuple[TermMatch, bytes, list[int], list[int]]
# a posting is the place of a thing in the order of worth, behind how near the word stands to its name's beginning
BEGINS, WITHIN, BESIDE = (nearness << 28 for nearness in range(3))
PLACE = BEGINS | (1 << 28) - 1
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
        for word, nearness in _postings(thing).items():
            self._words[word].append(nearness | place)
        for key in {whole(name) for name in thing.names}:
            self._wholes[key].append(place)

    def rows(self) -> Iterator[Row]:
        """Every row of the index."""
        for key, places in self._wholes.items():
            yield self._row(TermMatch.WHOLE, key, places)
        terms = sorted((word.encode(), postings) for word, postings in self._words.items())
        for term, postings in terms:
            yield self._row(TermMatch.WORD, term, postings)
        for beginning, crowd in _crowds(terms, 1):
            yield self._row(TermMatch.PREFIX, beginning, crowd)

    def _row(self, match: TermMatch, term: bytes, postings: Iterable[int]) -> Row:
        """Postings of one thing under several words count once, by the nearest."""
        nearest = dict.fromkeys(posting & PLACE for posting in sorted(postings))
        head = [self._ids[place] for place in islice(nearest, HEAD)]
        return match, term, [self._ids[place] for place in sorted(nearest)], head


def _postings(thing: Named) -> dict[str, int]:
    """How near each word of the thing stands to the beginning of one of its names."""
    found = dict.fromkeys(index_words(thing.texts), BESIDE)
    for name in thing.names:
        for word, begins in placed_words(name).items():
            found[word] = min(found.get(word, BESIDE), BEGINS if begins else WITHIN)
    return found


def _crowds(terms: list[tuple[bytes, array[int]]], length: int) -> Iterator[tuple[bytes, Iterator[int]]]:
    """Beginnings of `length` bytes and more that too many things share, with all their postings."""
    longer = (item for item in terms if len(item[0]) >= length)
    for beginning, group in groupby(longer, key=lambda item: item[0][:length]):
        members = list(group)
        if sum(len(postings) for _term, postings in members) > CROWD:
            if _is_asked(beginning):
                yield beginning, chain.from_iterable(postings for _term, postings in members)
            yield from _crowds(members, length + 1)


@transaction.atomic
def replace(kind: SearchKind, index: Index) -> bool:
    """Put `index` in the place of the rows of `kind`; readers see the old ones until the end.

    A row that stands already is left alone: a registry imported again writes nothing. True when anything was written.
    """
    there = _marks(kind)
    before, written = len(there), 0
    for batch in _batches(index.rows()):
        terms = [term for term in (_term(kind, *row) for row in batch) if there.pop(_mark(term), None) is None]
        if before:
            _remove_namesakes(kind, terms)
        SearchTerm.objects.bulk_create(terms)
        written += len(terms)
    gone = list(there.values())
    for first in range(0, len(gone), BATCH):
        SearchTerm.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    return bool(written or gone)


def _marks(kind: SearchKind) -> dict[int, int]:
    """Mark of what each row of `kind` says -> its id. A number a row: the whole index would not fit in memory."""
    rows = SearchTerm.objects.filter(kind=kind).order_by().iterator(chunk_size=BATCH)
    return {_mark(row): row.pk for row in rows}


def _mark(row: SearchTerm) -> int:
    said = blake2b(row.match.encode(), digest_size=8)
    for part in (row.term, row.head, row.ids):
        said.update(len(part).to_bytes(4, "big"))
        said.update(part)
    return int.from_bytes(said.digest(), "big")


def _remove_namesakes(kind: SearchKind, terms: list[SearchTerm]) -> None:
    """Rows of the same terms, which say something else."""
    by_match: defaultdict[str, list[bytes]] = defaultdict(list)
    for one in terms:
        by_match[one.match].append(bytes(one.term))
    for match, found in by_match.items():
        SearchTerm.objects.filter(kind=kind, match=match, term__in=found).delete()


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
            row.ids, row.head = packed(ids), packed([*unpacked(row.head), pk][:HEAD])
    SearchTerm.objects.bulk_update(there, ["ids", "head"])
    if creates:
        missing = terms - {bytes(row.term) for row in there}
        SearchTerm.objects.bulk_create([_term(kind, match, term, [pk], [pk]) for term in sorted(missing)])


def _term(kind: SearchKind, match: TermMatch, term: bytes, ids: list[int], head: list[int]) -> SearchTerm:
    return SearchTerm(kind=kind, match=match, term=term, head=packed(head), ids=packed(ids))


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
