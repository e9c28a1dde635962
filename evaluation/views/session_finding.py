"""Finding a session, its agenda and what a request names of it, as this person reads them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from directory.requests import HouseRequest
from evaluation.access import know_writers
from evaluation.minutes import shown_rank
from evaluation.models import AgendaItem, PanelSession
from evaluation.sittings import runs


def found_session(request: HouseRequest, uid: UUID) -> PanelSession:
    """The session, for those who sit or organise."""
    visible = PanelSession.objects.visible_to(request.standing).select_related("institute", "section", "signed_by")
    return get_object_or_404(visible, uid=uid)


def run_session(request: HouseRequest, uid: UUID) -> PanelSession:
    """The session, for those who run it; nobody else finds these pages."""
    session = found_session(request, uid)
    if not runs(session, request.standing):
        raise Http404
    return session


def items_for(request: HouseRequest, session: PanelSession) -> list[AgendaItem]:
    """The agenda as this person reads it: what they are out of is not there."""
    items = list(session.items.readable_by(request.standing).for_list().order_by("position", "pk"))
    know_writers([item.dossier for item in items])
    for place, item in enumerate(items, start=1):
        item.position = place
    ranks = [item.rank for item in items if item.rank]
    for item in items:
        item.shown_rank = shown_rank(item.rank, ranks)
    return items


def as_uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def as_number(typed: str) -> int:
    """A typed id; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
