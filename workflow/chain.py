"""The hashes that chain the history. Pure: values in, hexadecimal out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any


def row_hash(row: Any) -> str:
    """SHA-256 over the canonical JSON of everything the row says, the hash before it included."""
    said = {
        "subject": [row.subject_type, row.subject_id], "seq": row.seq, "act": row.act,
        "from": row.source, "to": row.target, "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": row.person_id, "data": row.data, "reason": row.reason_hash, "previous": row.previous_hash,
    }  # fmt: skip
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def reason_hash(text: str, salt: str) -> str:
    """SHA-256 of the salted text: the salt keeps a short text from being guessed after its erasure."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
