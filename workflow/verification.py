"""Walks every chain of the history and names its first broken link; then compares each subject with its last row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from workflow.chain import reason_hash, row_hash
from workflow.models import HistoryRow, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK = 4000
KEY = ("subject_type", "subject_id", "seq")


@dataclass(frozen=True)
class BrokenLink:
    """The first row of a chain that is not what was written (`seq` 0: the subject itself)."""

    subject_type: str
    subject_id: str
    seq: int
    problem: str

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}, row {self.seq}: {self.problem}"


def verify(models: Sequence[type[Subject]] | None = None, chunk: int = CHUNK) -> Iterator[BrokenLink]:
    """The first broken link of each chain, in the order of subjects; nothing when all is as written.

    Rows are read by chunks along the index of the chains: memory does not grow with the history, no cursor is
    held and nobody waits. `models` are those whose present state is compared (all, by default).
    """
    yield from _broken_chains(chunk)
    for model in subject_models() if models is None else models:
        yield from _moved_without_history(model, chunk)


def subject_models() -> list[type[Subject]]:
    """Every aggregate of the house that has a life."""
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def _broken_chains(chunk: int) -> Iterator[BrokenLink]:
    previous: Any = None
    broken: tuple[str, str] | None = None
    for row in _rows(chunk):
        subject = (row.subject_type, row.subject_id)
        if previous and (previous.subject_type, previous.subject_id) != subject:
            previous = None
        if subject != broken and (problem := _problem(row, previous)):
            broken = subject
            yield BrokenLink(*subject, row.seq, problem)
        previous = row


def _rows(chunk: int) -> Iterator[Any]:
    rows = HistoryRow.objects.order_by(*KEY).values_list(
        *KEY, "act", "source", "target", "at", "person_id", "data", "reason_id", "reason_hash", "previous_hash", "hash",
        "reason__text", "reason__salt", "reason__erased_at", named=True,
    )  # fmt: skip
    after: tuple[Any, ...] | None = None
    while True:
        following = rows.filter(TupleGreaterThan(Tuple(*KEY), after)) if after else rows
        read = list(following[:chunk])
        yield from read
        if len(read) < chunk:
            return
        after = (read[-1].subject_type, read[-1].subject_id, read[-1].seq)


def _problem(row: Any, previous: Any) -> str | None:
    expected = previous.seq + 1 if previous else 1
    if row.seq != expected:
        return f"the rows {expected} to {row.seq - 1} are missing"
    if row.previous_hash != (previous.hash if previous else ""):
        return "the hash it keeps of the row before it is not that row’s"
    if row.hash != row_hash(row):
        return f"what it says was changed (act {row.act}, person {row.person_id}, at {row.at.isoformat()})"
    if not row.reason_hash:
        return "a reason was added" if row.reason_id else None
    if row.reason_id is None:
        return "its reason was removed"
    if row.reason__erased_at is None and reason_hash(row.reason__text, row.reason__salt) != row.reason_hash:
        return "its reason was changed"
    return None


def _moved_without_history(model: type[Subject], chunk: int) -> Iterator[BrokenLink]:
    """Subjects whose state is not the one their last row says: rows cut from the end, or a hand in the database."""
    after: Any = None
    while True:
        following = model._base_manager.order_by("pk")
        following = following.filter(pk__gt=after) if after is not None else following
        read = list(following[:chunk])
        yield from _out_of_step(model, read)
        if len(read) < chunk:
            return
        after = read[-1].pk


def _out_of_step(model: type[Subject], subjects: Iterable[Subject]) -> Iterator[BrokenLink]:
    by_id = {str(subject.pk): subject for subject in subjects}
    label = model._meta.label_lower
    moves = HistoryRow.objects.filter(subject_type=label, subject_id__in=by_id).exclude(target="").order_by("seq")
    said = dict(moves.values_list("subject_id", "target"))
    for key, subject in by_id.items():
        expected = said.get(key) or subject.workflow.initial
        if subject.state != expected:
            yield BrokenLink(label, key, 0, f"it is {subject.state}, and its history says {expected}")
