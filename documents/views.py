"""A PDF as an answer: the file, or a page that says it is being made."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from documents.enums import RenderingState
from documents.pdf import document
from documents.renderings import latest

# seconds after which the waiting page loads itself again; the worker answers within two when idle
AGAIN_AFTER = 3


def rendering_response(request: HttpRequest, kind: str, key: str, language: str) -> HttpResponseBase:
    """The PDF as an attachment, or a waiting page (202) that comes back by itself; 404 without such a subject."""
    try:
        rendering = latest(kind, key, language)
    except LookupError as error:
        raise Http404 from error
    if rendering.state == RenderingState.READY:
        return FileResponse(
            rendering.file.open("rb"),
            as_attachment=True,
            filename=document(kind).filename(key, language),
            content_type="application/pdf",
        )
    has_failed = rendering.state == RenderingState.FAILED
    response = render(request, "documents/waiting.html", {"has_failed": has_failed}, status=503 if has_failed else 202)
    if not has_failed:
        response.headers["Refresh"] = str(AGAIN_AFTER)
    return response
