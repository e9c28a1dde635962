"""What is said around a dossier: internal notes, messages with its writers, who else is reading it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from directory.requests import HouseRequest
from proposals.access import STAFF
from proposals.actions import talk
from proposals.enums import Part
from proposals.models import Dossier
from proposals.views.dossier import read_dossier
from workflow.engine import Refused


@login_required
@require_POST
def dossier_note(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Add an internal note."""
    dossier = read_dossier(request, uid)
    if Part.NOTES not in dossier.parts_of(request.standing):
        raise Http404
    return _said(request, dossier, "notes", lambda text: talk.add_note(dossier, text=text, at=request.received_at,
                                                                       by=request.standing))  # fmt: skip


@login_required
@require_POST
def dossier_message(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Write to the other side."""
    dossier = read_dossier(request, uid)
    if Part.MESSAGES not in dossier.parts_of(request.standing):
        raise Http404
    token = _uuid(request.POST.get("token", ""))
    return _said(request, dossier, "messages", lambda text: talk.send_message(dossier, text=text, token=token,
                                                                              at=request.received_at,
                                                                              by=request.standing))  # fmt: skip


@login_required
@require_POST
def dossier_reading(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The page is still open: say so to the others who examine."""
    dossier = read_dossier(request, uid)
    if not dossier.roles_of(request.standing) & STAFF:
        raise Http404
    readers = talk.read_with(dossier, at=request.received_at, by=request.standing)
    return render(request, "proposals/dossier/_readers.html", {"readers": readers})


def _said(request: HouseRequest, dossier: Dossier, place: str, act: Any) -> HttpResponse:
    try:
        act(request.POST.get("text", ""))
    except Refused as refused:
        return not_kept(request, dossier, refused.reasons)
    return redirect(f"{dossier.get_absolute_url()}#{place}")


def not_kept(request: HouseRequest, dossier: Dossier, reasons: list[str]) -> HttpResponse:
    """What was written from the page of a dossier, shown again with the reason for which it was not kept."""
    given = request.POST
    context = {"dossier": dossier, "reasons": reasons, "typed": given.get("text", "")[: 2 * talk.LONGEST],
               "token": given.get("token", ""), "institute": given.get("institute", "")[:40]}  # fmt: skip
    return render(request, "proposals/dossier/said.html", context, status=422)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
