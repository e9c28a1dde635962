"""Histories written in numbers: the same rows, sealed by the same hashes, as acts leave one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from django.db import models

from workflow.chain import row_hash
from workflow.models import HistoryRow, Reason

BATCH = 1000


class Chains:
    """Collects acts per subject, in order; `write()` seals and inserts them."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._rows: list[HistoryRow] = []
        self._reasons: list[Reason] = []
        self._last: dict[tuple[str, str], HistoryRow] = {}

    def add(self, subject: models.Model, act: str, *, at: datetime, person_id: int | None, source: str = "",
            target: str = "", reason: str = "", data: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        """One more row of the subject's chain."""
        key = (subject._meta.label_lower, str(subject.pk))
        last = self._last.get(key)
        why = self._reason(reason)
        row = HistoryRow(
            subject_type=key[0], subject_id=key[1], seq=last.seq + 1 if last else 1, act=act, source=source,
            target=target, at=at.astimezone(UTC), person_id=person_id, data=dict(data or {}), reason=why,
            reason_hash=why.fingerprint() if why else "", previous_hash=last.hash if last else "",
        )  # fmt: skip
        row.hash = row_hash(row)
        self._last[key] = row
        self._rows.append(row)

    def write(self) -> None:
        """Insert what was collected; each subject's chain goes on from there."""
        Reason.objects.bulk_create(self._reasons, batch_size=BATCH)
        for row in self._rows:
            row.reason_id = row.reason.pk if row.reason else None
        HistoryRow.objects.bulk_create(self._rows, batch_size=BATCH)
        self._rows, self._reasons = [], []

    def _reason(self, text: str) -> Reason | None:
        if not text:
            return None
        why = Reason(text=text, salt=f"{self._rng.getrandbits(128):032x}")
        self._reasons.append(why)
        return why
