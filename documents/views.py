"""A PDF as an answer: the file, or a page that says it is being made."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from documents.enums import RenderingState
from documents.pdf import document
from documents.renderings import latest

WAITING, IN_TROUBLE = 202, 503


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
