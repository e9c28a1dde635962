"""Files of rows asked by a person and made by the worker: the row is the queue, as for PDF. Apps register kinds."""

from __future__ import annotations

import logging
import tempfile
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from functools import cache
from typing import IO, Any, ClassVar

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules

from documents.enums import RenderingState
from documents.models import Export
from documents.querysets import MOST_ATTEMPTS
from documents.wake import wake

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)


class ExportKind(ABC):
    """One kind of file of rows. Subclasses write it with the rights that its person has when it is made."""

    kind: ClassVar[str]
    content_type: ClassVar[str]

    @abstractmethod
    def write(self, export: Export, target: IO[bytes]) -> None:
        """Write the whole file into `target`, in the export's language."""

    @abstractmethod
    def filename(self, export: Export) -> str:
        """The name under which the reader keeps it."""


_kinds: dict[str, ExportKind] = {}


def register(cls: type[ExportKind]) -> type[ExportKind]:
    """Make a kind known, by its `kind`."""
    if cls.kind in _kinds:
        raise ValueError(f"two exports are called {cls.kind}")
    _kinds[cls.kind] = cls()
    return cls


@cache
def _discovered() -> None:
    autodiscover_modules("exports")


def export_kind(kind: str) -> ExportKind:
    """The kind of export, or KeyError."""
    _discovered()
    return _kinds[kind]


@transaction.atomic
def ask(kind: str, *, person_id: int, asked: dict[str, Any], language: str, at: datetime) -> Export:
    """A row that the worker will take up; the one that already waits, when the same is asked twice."""
    same = {"kind": kind, "person_id": person_id, "asked": asked, "language": language}
    waiting = Export.objects.to_make(at).filter(**same).first()
    if waiting is not None:
        return waiting
    made = Export.objects.create(**same, asked_at=at)
    transaction.on_commit(_wake_maker, robust=True)
    return made


def make(export: Export) -> bool:
    """Make one file, unless another worker holds it. True when it is there."""
    now = timezone.now()
    free = Export.objects.to_make(now).filter(pk=export.pk, attempts=export.attempts).order_by()
    if not free.update(claimed_at=now, attempts=export.attempts + 1):
        return False
    mine = Export.objects.filter(pk=export.pk, claimed_at=now)
    try:
        name = _written(export)
    except Exception:
        # one file that cannot be made must not hold up the others; it is tried again, then given up
        logger.exception("The export %s could not be made.", export.pk)
        is_last = export.attempts + 1 >= MOST_ATTEMPTS
        mine.update(state=RenderingState.FAILED if is_last else RenderingState.PENDING, claimed_at=None)
        return False
    return bool(mine.update(state=RenderingState.READY, file=name, claimed_at=None))


def sweep(limit: int = 5) -> int:
    """Make what is asked and not made, oldest first; returns how many were made."""
    now = timezone.now()
    Export.objects.exhausted(now).update(state=RenderingState.FAILED)
    return sum(make(export) for export in Export.objects.to_make(now)[:limit])


def purge(now: datetime) -> int:
    """Delete exports older than a day, with their file. Returns how many."""
    gone = 0
    for export in Export.objects.filter(asked_at__lt=now - KEPT).order_by("pk"):
        export.delete()
        if export.file.name:
            export.file.storage.delete(export.file.name)
        gone += 1
    return gone


def _written(export: Export) -> str:
    """The name in the storage. A neutral one: nothing of the rows shows in a path; a killed worker's is replaced."""
    storage, name = export.file.storage, f"exports/{export.uid}"
    with tempfile.TemporaryFile() as target, translation.override(export.language):
        export_kind(export.kind).write(export, target)
        target.seek(0)
        storage.delete(name)
        return storage.save(name, File(target))


def _wake_maker() -> None:
    from documents.tasks import sweep_exports

    wake(sweep_exports)
