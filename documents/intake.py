"""Taking a file that somebody sends: cheap refusals first, nothing parsed, nothing kept of what is refused.

stored = receive(request.FILES["file"], at=request.received_at, by=request.user, most_pages=10)

The deeper look is a worker's (`checks.py`): until then the file is “being checked” and is not given back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from documents.models import StoredFile
from documents.names import safe_name
from documents.reasons import sentence
from documents.sniffing import HEAD, PDF, kind_of
from documents.wake import wake
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.models import Person


class IntakeRefused(Refused):
    """The file is not taken; `reasons` are sentences in the language of the request, `slug` says which case it is."""

    def __init__(self, slug: str, **details: Any) -> None:
        self.slug = slug
        super().__init__([sentence({"slug": slug, **details})])


def receive(
    uploaded: UploadedFile, *, at: datetime, by: Person | None = None, most_pages: int | None = None,
    most_bytes: int | None = None,
) -> StoredFile:  # fmt: skip
    """The file, kept under a neutral name and waiting for its check. Raises IntakeRefused, having kept nothing.

    `most_pages` is judged by the check; `most_bytes` is the setting's limit when not given.
    """
    limit = most_bytes or settings.UPLOAD_MOST_BYTES
    size = uploaded.size or 0
    if size == 0:
        raise IntakeRefused("empty")
    if size > limit:
        raise IntakeRefused("too-large", most=limit)
    kind = kind_of(_head(uploaded))
    if kind != PDF:
        raise IntakeRefused(kind)
    return _kept(uploaded, size, at=at, by=by, most_pages=most_pages)


def _head(uploaded: UploadedFile) -> bytes:
    uploaded.seek(0)
    head: bytes = uploaded.read(HEAD)
    uploaded.seek(0)
    return head


def hash_of(uploaded: UploadedFile) -> str:
    """SHA-256 of the bytes, read piece by piece."""
    digest = hashlib.sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    return digest.hexdigest()


def _kept(uploaded: UploadedFile, size: int, *, at: datetime, by: Person | None, most_pages: int | None) -> StoredFile:
    uid = uuid4()
    stored = StoredFile(
        uid=uid, name=safe_name(uploaded.name or ""), size=size, sha256=hash_of(uploaded),
        most_pages=most_pages, sent_by=by, sent_at=at,
    )  # fmt: skip
    storage = stored.file.storage
    stored.file.name = storage.save(f"files/{uid.hex[:2]}/{uid.hex}.pdf", uploaded)
    try:
        stored.save()
    except BaseException:
        storage.delete(stored.file.name)
        raise
    transaction.on_commit(_wake_examiner, robust=True)
    return stored


def _wake_examiner() -> None:
    from documents.tasks import sweep_files

    wake(sweep_files)
