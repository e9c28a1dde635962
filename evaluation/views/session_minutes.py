"""The end of a session: its acts, its minutes as a page and as a PDF."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.enums import Role
from directory.mixins import ReauthenticationRequired
from directory.requests import HouseRequest
from documents.views import rendering_response
from evaluation.enums import SessionKind
from evaluation.enums import SessionState as T
from evaluation.minutes import minutes_of, said, without
from evaluation.models import PanelSession
from evaluation.views.session_finding import found_session
from wording.languages import shown_language
from workflow.views import TransitionView


class SessionActView(TransitionView):
    """Open, close, resume, cancel."""

    def get_subject(self) -> PanelSession:
        return found_session(self.request, self.kwargs["uid"])


class SessionSignView(ReauthenticationRequired, SessionActView):
    """The chair signs the minutes, and logs in again for it."""


@login_required
@require_safe
def session_minutes(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The minutes: as they would stand now, or as they were signed."""
    found = found_session(request, uid)
    if found.state not in (T.CLOSED, T.SIGNED):
        raise Http404
    minutes = without(found.minutes or minutes_of(found), hidden_of(request, found))
    language = shown_language()
    context = {
        "session": found, "minutes": said(minutes, language), "is_section": found.kind == SessionKind.SECTION,
        "can_sign": found.state == T.CLOSED and Role.SECTION_CHAIR in found.roles_of(request.standing),
    }  # fmt: skip
    return render(request, "evaluation/sessions/minutes.html", context)


@login_required
@require_safe
def session_minutes_pdf(request: HouseRequest, uid: UUID) -> HttpResponseBase:
    """The signed minutes as a PDF; without the dossiers that this person is out of."""
    found = found_session(request, uid)
    if found.state != T.SIGNED:
        raise Http404
    language = shown_language()
    key = f"{found.uid}:{request.standing.person_id}" if hidden_of(request, found) else str(found.uid)
    return rendering_response(request, "minutes", key, language)


def hidden_of(request: HouseRequest, found: PanelSession) -> list[str]:
    """The uids of the items that this person does not read."""
    seen = found.items.readable_by(request.standing).values("pk")
    return [str(uid) for uid in found.items.exclude(pk__in=seen).values_list("uid", flat=True)]
