"""The history: one append-only chain of rows per subject, each row sealing the one before it by its hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils import timezone

from workflow.chain import row_hash
from workflow.models import HistoryRow, Reason
from workflow.prepared import Given, Prepared
from workflow.verification import BrokenLink, verify

__all__ = [
    "Actor", "BrokenLink", "Told", "append", "erase_reason", "of_page", "of_subject", "record", "timeline", "verify",
]  # fmt: skip


class Actor(Protocol):
    """Who acts, as history names them: an id, or none for the house itself."""

    @property
    def person_id(self) -> int | None: ...


def record(subject: models.Model, act: str, *, by: Actor, at: datetime | None = None, reason: str = "",
           **data: Any) -> HistoryRow:  # fmt: skip
    """Write an act that changes no state (an office granted, a deadline moved). `data`: see `append`."""
    return append(subject, act, by=by, at=at, reason=reason, data=data)


def append(subject: models.Model, act: str, *, by: Actor, at: datetime | None = None, reason: str = "",
           source: str = "", target: str = "", data: Mapping[str, Any] | None = None) -> HistoryRow:  # fmt: skip
    """One more row of the subject's chain, in the caller's transaction; writers of one chain take turns.

    `data` is texts, whole numbers, booleans, lists and dictionaries of them. TypeError for anything else: a float
    or a date would not come back from the database as it went, and the hash would no longer match.
    """
    _check_plain(data or {})
    row = HistoryRow(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), act=act, source=source, target=target,
        at=(at or timezone.now()).astimezone(UTC), person_id=by.person_id, data=dict(data or {}),
    )  # fmt: skip
    _chain(row, subject, reason)
    return row


# no savepoint of its own: a row that cannot be written ends the act it tells of
@transaction.atomic(savepoint=False)
def _chain(row: HistoryRow, subject: models.Model, reason: str) -> None:
    """Write `row` as the last link of its subject's chain."""
    _take_turn(subject)
    last = next(iter(_LAST.rows(kind=row.subject_type, key=row.subject_id)), None)
    row.seq, row.previous_hash = (last[0] + 1, last[1]) if last else (1, "")
    if reason:
        row.reason = Reason.objects.create(text=reason, salt=secrets.token_hex(16))
        row.reason_hash = row.reason.fingerprint()
    row.hash = row_hash(row)
    row.save(force_insert=True)


def of_subject(subject: models.Model) -> models.QuerySet[HistoryRow]:
    return HistoryRow.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def timeline(subject: models.Model) -> models.QuerySet[HistoryRow]:
    """The subject's history, newest first, with people and reasons."""
    return of_subject(subject).select_related("person", "reason").order_by("-seq")


def _of_any() -> models.QuerySet[HistoryRow]:
    """Of a subject that is named when the rows are asked for."""
    return HistoryRow.objects.filter(
        subject_type=Given("kind", models.CharField()), subject_id=Given("key", models.CharField())
    )


class Told(NamedTuple):
    """What a page tells of a row, as columns and no instances: a page tells a dozen. `why`: None without a reason."""

    at: datetime
    act: str
    source: str
    target: str
    person_id: int | None
    why: str | None
    # who acted, empty when it was the house
    person: str

    @property
    def is_move(self) -> bool:
        return bool(self.target)


def _of_page() -> models.QuerySet[HistoryRow, tuple[Any, ...]]:
    named = (f"person__{name}" for name in get_user_model().NAMED_BY)
    columns = ("at", "act", "source", "target", "person_id", "reason__text", *named)
    return _of_any().order_by("-seq").values_list(*columns)


_OF_PAGE = Prepared(_of_page)
# the link that a new one follows
_LAST = Prepared(lambda: _of_any().order_by("-seq").values_list("seq", "hash")[:1])


def of_page(subject: models.Model) -> list[Told]:
    """The same, as a page reads it each time it is opened. One query."""
    rows, named = _OF_PAGE.rows(kind=subject._meta.label_lower, key=str(subject.pk)), get_user_model().named
    return [Told._make((*row[:6], "" if row[-1] is None else named(*row[6:]))) for row in rows]


def erase_reason(reason: Reason) -> None:
    """Empty a reason at a person's request; the chain stays valid, since it holds only the hash."""
    reason.text, reason.salt, reason.erased_at = "", "", timezone.now()
    reason.save(update_fields=["text", "salt", "erased_at"])


def _take_turn(subject: models.Model) -> None:
    """Wait for whoever is writing this chain. SQLite's transactions are already one at a time (IMMEDIATE)."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{subject._meta.label_lower} {subject.pk}"]
        )


def _check_plain(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of history data are texts")
        for item in value.values():
            _check_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_plain(item)
    elif not (value is None or isinstance(value, str | bool | int)):
        raise TypeError(f"history data holds no {type(value).__name__}: give it as text")


def last_reason(subject: models.Model, act: str) -> str:
    """Why the last act of this name was done; empty when it never was, or was erased. One query."""
    row = timeline(subject).filter(act=act).first()
    return row.reason.text if row and row.reason else ""
