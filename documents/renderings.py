"""Asking for a PDF, and making it. Only `make` imports the renderer, and only the worker calls it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.annexes import note_unread
from documents.enums import RenderingState
from documents.models import Rendering
from documents.pdf import document, fingerprint_of
from documents.querysets import MOST_ATTEMPTS
from documents.wake import wake
from wording.formats import short_day

logger = logging.getLogger(__name__)


class PrinterMissing(Exception):
    """The libraries that draw PDF files are not on this machine."""


def latest(kind: str, key: str, language: str) -> Rendering:
    """The PDF of what the subject says now: ready, or a row that the worker will take up. Raises LookupError."""
    fingerprint = fingerprint_of(document(kind).html(key, language))
    rendering, is_new = Rendering.objects.get_or_create(kind=kind, key=key, language=language, fingerprint=fingerprint)
    if is_new:
        transaction.on_commit(_wake_printer, robust=True)
    return rendering


def make(rendering: Rendering) -> bool:
    """Make one PDF, unless another worker holds it. True when its file is there."""
    now = timezone.now()
    if not _claim(rendering, now):
        return False
    try:
        return _make(rendering, now)
    except PrinterMissing:
        # the machine's fault, said once when the worker started: the row keeps its attempts (`take_back`)
        mine = Rendering.objects.filter(pk=rendering.pk, claimed_at=now)
        mine.update(state=RenderingState.FAILED, claimed_at=None, attempts=rendering.attempts - 1)
        return False
    except Exception:
        # one page that cannot be printed must not hold up the others; it is tried again, then given up
        logger.exception("The PDF %s could not be made.", rendering.pk)
        state = RenderingState.FAILED if rendering.attempts >= MOST_ATTEMPTS else RenderingState.PENDING
        Rendering.objects.filter(pk=rendering.pk, claimed_at=now).update(state=state, claimed_at=None)
        return False


def sweep(limit: int = 20) -> int:
    """Make what is asked and not made, oldest first; returns how many were made."""
    now = timezone.now()
    Rendering.objects.exhausted(now).update(state=RenderingState.FAILED)
    return sum(make(rendering) for rendering in Rendering.objects.to_make(now)[:limit])


def take_back() -> int:
    """Ask again for what failed because the machine could not print then. Returns how many."""
    given_up = Rendering.objects.filter(state=RenderingState.FAILED, attempts__lt=MOST_ATTEMPTS)
    return given_up.update(state=RenderingState.PENDING)


def purge(days: int = 30) -> int:
    """Delete renderings older than `days` that a newer content replaced. Returns how many."""
    newer = Rendering.objects.filter(
        kind=OuterRef("kind"), key=OuterRef("key"), language=OuterRef("language"), asked_at__gt=OuterRef("asked_at")
    )
    old = Rendering.objects.filter(Exists(newer), asked_at__lt=timezone.now() - timedelta(days=days)).order_by("pk")
    gone = 0
    for rendering in old.iterator():
        rendering.delete()
        if rendering.file.name:
            rendering.file.storage.delete(rendering.file.name)
        gone += 1
    return gone


def _make(rendering: Rendering, claimed_at: datetime) -> bool:
    draw = _printer()
    html = document(rendering.kind).html(rendering.key, rendering.language)
    if fingerprint_of(html) != rendering.fingerprint:
        # the subject changed after it was asked: whoever comes back asks for what it says now
        rendering.delete()
        return False
    content = draw(html, made_on(claimed_at, rendering.language))
    if annexes := document(rendering.kind).annexes(rendering.key, rendering.language):
        from documents.merging import Unreadable, merged  # it opens PDF files: the worker alone does

        try:
            content = merged(content, annexes, rendering.file.storage)
        except Unreadable as unreadable:
            return _without(rendering, unreadable.names)
    # a neutral name: nothing of the subject shows in a path; after a kill the same file is written again
    storage, name = rendering.file.storage, f"renderings/{rendering.fingerprint}-{rendering.pk}.pdf"
    storage.delete(name)
    storage.save(name, ContentFile(content))
    mine = Rendering.objects.filter(pk=rendering.pk, claimed_at=claimed_at)
    return bool(mine.update(state=RenderingState.READY, file=name, made_at=timezone.now(), claimed_at=None))


def _without(rendering: Rendering, names: list[str]) -> bool:
    """The print that says which documents could not be read is another content: it is asked in place of this one."""
    if not note_unread(names, timezone.now()):
        raise LookupError(f"files that no row names: {names}")
    rendering.delete()
    return make(latest(rendering.kind, rendering.key, rendering.language))


def _printer() -> Callable[[str, str], bytes]:
    """What draws. It weighs 60 MB: it stays out of web processes. Raises PrinterMissing without its libraries."""
    try:
        from documents.weasy import pdf_bytes
    except OSError as error:
        raise PrinterMissing(str(error)) from error
    return pdf_bytes


def made_on(instant: datetime, language: str) -> str:
    """What stands under every page."""
    with translation.override(language):
        return _("Made on %(day)s") % {"day": short_day(instant, language)}


def _claim(rendering: Rendering, now: datetime) -> bool:
    """Compare and set: of two workers exactly one makes the file."""
    free = Rendering.objects.to_make(now).filter(pk=rendering.pk, attempts=rendering.attempts).order_by()
    taken = free.update(claimed_at=now, attempts=rendering.attempts + 1)
    rendering.attempts += taken
    return bool(taken)


def _wake_printer() -> None:
    from documents.tasks import sweep_renderings

    wake(sweep_renderings)
