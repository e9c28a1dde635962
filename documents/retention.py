"""Deleting files: a row and its bytes together, bytes that no row names."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage
from django.db import transaction

from documents.models import StoredFile

FOLDER = "files"
# a file is written before its row: what is younger may still get one
SETTLED = timedelta(days=1)


def forget(stored: StoredFile) -> None:
    """Delete the row; its bytes follow once that is certain. ProtectedError when something still needs it."""
    storage, name = stored.file.storage, stored.file.name or ""
    stored.delete()
    transaction.on_commit(lambda: storage.delete(name))


def purge_orphans(now: datetime) -> int:
    """Delete bytes older than a day that no row names (an act that was rolled back). Returns how many."""
    storage = StoredFile.file.field.storage
    gone = 0
    for folder in _folders(storage):
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        known = set(StoredFile.objects.filter(file__in=names).order_by().values_list("file", flat=True))
        for name in names:
            if name not in known and storage.get_modified_time(name) < now - SETTLED:
                storage.delete(name)
                gone += 1
    return gone


def _folders(storage: Storage) -> list[str]:
    if not storage.exists(FOLDER):
        return []
    return [str(PurePosixPath(FOLDER, name)) for name in sorted(storage.listdir(FOLDER)[0])]
