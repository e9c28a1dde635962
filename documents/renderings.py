"""Asking for a PDF, and making it. Only `make` imports the renderer, and only the worker calls it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from documents.enums import RenderingState
from documents.models import Rendering
from documents.pdf import document


def latest(kind: str, key: str, language: str) -> Rendering:
    """The PDF of what the subject says now: ready, or a row that the worker will take up. Raises LookupError."""
    known = document(kind)
    rendering, is_new = Rendering.objects.get_or_create(
        kind=kind, key=key, language=language, fingerprint=known.fingerprint(key, language)
    )
    if is_new:
        transaction.on_commit(_nudge)
    return rendering


def make(rendering: Rendering) -> bool:
    """Make one PDF, unless another worker holds it. True when its file is there."""
    if not _claim(rendering):
        return False
    from documents.weasy import pdf_bytes  # the renderer weighs 60 MB: it stays out of web processes

    known = document(rendering.kind)
    content = pdf_bytes(known.html(rendering.key, rendering.language))
    # a neutral name: nothing of the subject shows in a path
    rendering.file.save(f"{rendering.fingerprint}.pdf", ContentFile(content), save=False)
    rendering.state, rendering.made_at = RenderingState.READY, timezone.now()
    rendering.save(update_fields=["file", "state", "made_at"])
    return True


def sweep(limit: int = 20) -> int:
    """Make what is asked and not made, oldest first; give up on what fails three times. Returns how many were made."""
    now = timezone.now()
    Rendering.objects.exhausted(now).update(state=RenderingState.FAILED)
    return sum(make(rendering) for rendering in Rendering.objects.to_make(now)[:limit])


def purge(days: int = 30) -> int:
    """Delete renderings older than `days` that a newer content replaced. Returns how many."""
    old = Rendering.objects.filter(asked_at__lt=timezone.now() - timedelta(days=days))
    gone = 0
    for rendering in old:
        newer = Rendering.objects.filter(
            kind=rendering.kind, key=rendering.key, language=rendering.language, asked_at__gt=rendering.asked_at
        )
        if newer.exists():
            rendering.file.delete(save=False)
            rendering.delete()
            gone += 1
    return gone


def _claim(rendering: Rendering) -> bool:
    """Compare and set: of two workers exactly one makes the file."""
    now = timezone.now()
    taken = (
        Rendering.objects.to_make(now)
        .filter(pk=rendering.pk, attempts=rendering.attempts)
        .order_by()
        .update(claimed_at=now, attempts=rendering.attempts + 1)
    )
    rendering.attempts += taken
    return bool(taken)


def _nudge() -> None:
    """Wake a worker at once when there is a broker; otherwise its sweep comes within the second."""
    from django.conf import settings

    if settings.REDIS_URL:
        from documents.tasks import sweep_renderings

        sweep_renderings.delay()
