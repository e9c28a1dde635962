"""Accepted files that cannot be put into a print: noted, so that prints and pages say so; looked at again later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from documents.models import StoredFile
from documents.signals import readable_changed


@transaction.atomic
def note_unread(names: Iterable[str], now: datetime) -> int:
    """Note since when the files of these names (in the storage) cannot be read. Returns how many are new."""
    found = list(StoredFile.objects.select_for_update().filter(file__in=list(names), unread_at=None))
    return _changed(found, now)


def look_again(now: datetime) -> int:
    """Forget the note on files that open now: their storage was away. Called by the worker. Returns how many."""
    from documents.merging import can_be_read  # it opens PDF files: the worker alone does

    readable = [
        one for one in StoredFile.objects.filter(unread_at__isnull=False)
        if can_be_read(one.file.storage, str(one.file.name))
    ]  # fmt: skip
    with transaction.atomic():
        return _changed(readable, None)


def _changed(found: list[StoredFile], since: datetime | None) -> int:
    for stored in found:
        stored.unread_at = since
        stored.save(update_fields=["unread_at"])
        readable_changed.send(StoredFile, stored=stored)
    return len(found)
