"""The history: written by the engine and by `record`, chained by hash per subject, verified row by row."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from workflow.models import HistoryRow, Reason


class Actor(Protocol):
    """Who acts, as history names them: an id, or none for the house itself."""

    @property
    def person_id(self) -> int | None: ...


@dataclass(frozen=True)
class BrokenLink:
    """The first row of a chain that is not what was written."""

    subject_type: str
    subject_id: str
    seq: int
    problem: str

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}, row {self.seq}: {self.problem}"


def record(subject: models.Model, act: str, *, by: Actor, at: datetime | None = None, reason: str = "",
           **data: Any) -> HistoryRow:  # fmt: skip
    """Write an act that changes no state (an office granted, a deadline moved). `data` is JSON."""
    return append(subject, act, by=by, at=at, reason=reason, data=data)


@transaction.atomic
def append(subject: models.Model, act: str, *, by: Actor, at: datetime | None = None, reason: str = "",
           source: str = "", target: str = "", data: dict[str, Any] | None = None) -> HistoryRow:  # fmt: skip
    """One more row of the subject's chain, in the caller's transaction; two writers take turns by `seq`."""
    last = of_subject(subject).order_by("-seq").first()
    why = _reason(reason)
    row = HistoryRow(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), seq=last.seq + 1 if last else 1, act=act,
        source=source, target=target, at=(at or timezone.now()).astimezone(UTC), person_id=by.person_id,
        data=data or {}, reason=why, reason_hash=why.fingerprint() if why else "",
        previous_hash=last.hash if last else "",
    )  # fmt: skip
    row.hash = row_hash(row)
    row.save(force_insert=True)
    return row


def of_subject(subject: models.Model) -> models.QuerySet[HistoryRow]:
    return HistoryRow.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def timeline(subject: models.Model) -> models.QuerySet[HistoryRow]:
    """The subject's history, newest first, with people and reasons."""
    return of_subject(subject).select_related("person", "reason").order_by("-seq")


def row_hash(row: HistoryRow) -> str:
    """SHA-256 over the canonical JSON of everything the row says, the hash before it included."""
    said = {
        "subject": [row.subject_type, row.subject_id], "seq": row.seq, "act": row.act,
        "from": row.source, "to": row.target, "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": row.person_id, "data": row.data, "reason": row.reason_hash, "previous": row.previous_hash,
    }  # fmt: skip
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def erase_reason(reason: Reason) -> None:
    """Empty a reason at a person's request; the chain stays valid, since it holds only the hash."""
    reason.text, reason.salt, reason.erased_at = "", "", timezone.now()
    reason.save(update_fields=["text", "salt", "erased_at"])


def verify(chunk: int = 2000) -> Iterator[BrokenLink]:
    """The first broken link of each chain, in the order of subjects; nothing when all is as written."""
    previous: HistoryRow | None = None
    broken: tuple[str, str] | None = None
    rows = HistoryRow.objects.select_related("reason").order_by("subject_type", "subject_id", "seq")
    for row in rows.iterator(chunk_size=chunk):
        subject = (row.subject_type, row.subject_id)
        if previous and (previous.subject_type, previous.subject_id) != subject:
            previous = None
        if subject != broken and (problem := _problem(row, previous)):
            broken = subject
            yield BrokenLink(*subject, row.seq, problem)
        previous = row


def _problem(row: HistoryRow, previous: HistoryRow | None) -> str | None:
    if row.seq != (previous.seq + 1 if previous else 1):
        return "a row before it is missing"
    if row.previous_hash != (previous.hash if previous else ""):
        return "it does not follow the row before it"
    if row.hash != row_hash(row):
        return "what it says was changed"
    reason = row.reason
    if reason and reason.erased_at is None and reason.fingerprint() != row.reason_hash:
        return "its reason was changed"
    return None


def _reason(text: str) -> Reason | None:
    return Reason.objects.create(text=text, salt=secrets.token_hex(16)) if text else None
