"""A file as an answer: the file itself, or a page that says why it is not given (yet)."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from documents.enums import IntakeState, RenderingState
from documents.exports import export_kind
from documents.models import Export, StoredFile
from documents.pdf import document
from documents.renderings import latest

logger = logging.getLogger(__name__)

WAITING, GONE, IN_TROUBLE = 202, 410, 503
# nothing of a stranger's file runs or shows in the site's own name, whatever opens it
SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def rendering_response(request: HttpRequest, kind: str, key: str, language: str) -> HttpResponseBase:
    """The PDF as an attachment; a page that waits for it (202); 404 without such a subject.

    Access is the caller's: it finds the subject through `visible_to` first.
    """
    try:
        rendering = latest(kind, key, language)
    except LookupError as error:
        raise Http404 from error
    if rendering.state == RenderingState.READY:
        name = document(kind).filename(key, language)
        return FileResponse(
            rendering.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf",
            headers={"Cache-Control": "private, no-cache"},
        )  # fmt: skip
    has_failed = rendering.state == RenderingState.FAILED
    status = IN_TROUBLE if has_failed else WAITING
    return render(request, "documents/waiting.html", {"has_failed": has_failed}, status=status)


def export_response(request: HttpRequest, export: Export, *, back: tuple[str, str]) -> HttpResponseBase:
    """The file of rows as an attachment; a page that waits for it (202). Access is the caller's.

    `back` is the address and the name of the page whose rows these are.
    """
    kind = export_kind(export.kind)
    if export.state == RenderingState.READY:
        return FileResponse(
            export.file.open("rb"), as_attachment=True, filename=kind.filename(export), content_type=kind.content_type,
            headers={"Cache-Control": "private, no-store"},
        )  # fmt: skip
    has_failed = export.state == RenderingState.FAILED
    context = {"has_failed": has_failed, "is_export": True, "back": back}
    return render(request, "documents/waiting.html", context, status=IN_TROUBLE if has_failed else WAITING)


def file_response(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The file as an attachment under its harmless name; a page instead while it is checked (202), or refused (410).

    Access is the caller's: it finds the file through what the reader may see.
    """
    if not stored.is_ready:
        status = GONE if stored.state == IntakeState.REFUSED else WAITING
        return render(request, "documents/not_given.html", {"stored": stored, "is_lost": False}, status=status)
    try:
        content = stored.file.open("rb")
    except OSError:
        logger.exception("The bytes of the file %s are not there.", stored.pk)
        return render(request, "documents/not_given.html", {"stored": stored, "is_lost": True}, status=IN_TROUBLE)
    return FileResponse(
        content, as_attachment=True, filename=stored.name, content_type="application/pdf", headers=SEALED
    )
