"""The pages of a session: the list, the frame, who sits, the agenda, the room as it is now."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.models import Person
from directory.requests import HouseRequest
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting
from evaluation.agenda import moves
from evaluation.enums import SessionKind
from evaluation.enums import SessionState as T
from evaluation.forms.sessions import NewSessionForm, SeatForm, SessionFrameForm
from evaluation.guards import minor_interests_to_rule
from evaluation.models import AgendaItem, PanelSession, Recusal, Seat
from evaluation.sittings import ORGANISING, VOTING, Room, openings, out_of, runs, seats_of
from evaluation.views.session_finding import as_uuid, found_session, items_for, run_session
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
MOST_CANDIDATES = 100


# -- list and frame ----------------------------------------------------------------------------------
@login_required
@require_safe
def session_list(request: HouseRequest) -> HttpResponse:
    """Sessions to come, and those that are over."""
    mine = PanelSession.objects.visible_to(request.standing)
    can_prepare = bool(request.standing.roles & ORGANISING)
    ahead = (T.PREPARED, T.LIVE, T.CLOSED)
    is_past = request.GET.get("tab") == "past"
    chosen = mine.exclude(state__in=ahead) if is_past else mine.filter(state__in=ahead).order_by("starts_at", "pk")
    page = Paginator(chosen.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    readable = AgendaItem.objects.readable_by(request.standing).filter(session__in=[one.pk for one in page])
    counts = dict(readable.order_by().values_list("session").annotate(number=Count("pk")))
    context = {
        "page": page, "rows": [(one, counts.get(one.pk, 0)) for one in page], "is_past": is_past,
        "can_prepare": can_prepare, "query": "tab=past" if is_past else "", "now": request.received_at,
    }  # fmt: skip
    return render(request, "evaluation/sessions/list.html", context)


@login_required
@GET_OR_POST
def session_new(request: HouseRequest) -> HttpResponse:
    """A session of a panel or of a section, by the institute that organises it."""
    if not request.standing.roles & ORGANISING:
        raise Http404
    form = NewSessionForm(request.POST if request.method == "POST" else None, standing=request.standing)
    if request.method == "POST" and form.is_valid():
        try:
            made = preparing.prepare_session(**form.cleaned_data, at=request.received_at, by=request.standing)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The session is prepared: put dossiers on its agenda, and give the seats."))
            return redirect(made)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluation/sessions/form.html", {"form": form, "session": None}, status=status)


@login_required
@GET_OR_POST
def session_edit(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Title, day, place, quorum."""
    session = run_session(request, uid)
    form = SessionFrameForm(request.POST if request.method == "POST" else None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            preparing.change_session(session, **form.cleaned_data, at=request.received_at, by=request.standing)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("The changes are kept."))
            return redirect(session)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluation/sessions/form.html", {"form": form, "session": session}, status=status)


# -- the session itself ------------------------------------------------------------------------------
@login_required
@require_safe
@never_cache
def session(request: HouseRequest, uid: UUID) -> HttpResponse:
    """The room as it is now for this person: what is discussed, who is out, the agenda, who sits."""
    found = found_session(request, uid)
    items = items_for(request, found)
    is_runner = runs(found, request.standing)
    opening = openings(found, items, request.standing)
    seats = seats_of(found)
    context = {
        "session": found, "items": items, "seats": seats, "is_runner": is_runner, "opening": opening,
        "has_voice": any(seat.person_id == request.standing.person_id and seat.role in VOTING for seat in seats),
        "now_band": now_band(request, found, items, seats), "tag": tag_of(request, found),
        "can_rank": is_runner and found.state == T.LIVE and sitting.may_rank(found, request.standing),
        "unconvened": sum(seat.convened_at is None for seat in seats), "is_section": found.kind == SessionKind.SECTION,
        "unruled": minor_interests_to_rule(found).count() if is_runner and found.state in (T.PREPARED, T.LIVE) else 0,
        "now": request.received_at,
    }  # fmt: skip
    return render(request, "evaluation/sessions/session.html", context)


def now_band(request: HouseRequest, found: PanelSession, items: list[AgendaItem],
             seats: list[Seat]) -> dict[str, Any] | None:  # fmt: skip
    """What is discussed and who must be out now; for somebody who is out, that alone."""
    if found.state != T.LIVE:
        return None
    item = next((one for one in items if one.pk == found.current_id), None)
    is_out = found.current_id is not None and item is None
    room = Room(tuple(seats), out_of(item) if item else frozenset(), found.quorum)
    return {"item": item, "is_out": is_out, "room": room}


@login_required
@require_safe
@never_cache
def session_pulse(request: HouseRequest, uid: UUID) -> HttpResponse:
    """204 as long as nothing changed of what this person sees, else 200; the screens ask every second and a half."""
    tag = f'"{tag_of(request, None, uid)}"'
    status = 204 if request.headers.get("If-None-Match") == tag else 200
    return HttpResponse(status=status, headers={"ETag": tag, "Cache-Control": "no-store"})


def tag_of(request: HouseRequest, found: PanelSession | None, uid: UUID | None = None) -> str:
    """A word that changes with what this person sees of the session: one query, rights included."""
    mine = AgendaItem.objects.readable_by(request.standing).filter(session=OuterRef("pk")).order_by()
    sums = mine.values("session").annotate(all=Sum("pulse"), number=Count("pk"))
    # a session that was found was visible
    visible = PanelSession.objects.visible_to(request.standing) if found is None else PanelSession.objects.all()
    rows = visible.filter(pk=found.pk) if found else visible.filter(uid=str(uid))
    row = rows.annotate(
        inner=Coalesce(Subquery(sums.values("all"), output_field=IntegerField()), Value(0)),
        number=Coalesce(Subquery(sums.values("number"), output_field=IntegerField()), Value(0)),
    ).values_list("pulse", "state", "inner", "number").first()  # fmt: skip
    if row is None:
        raise Http404
    return "-".join(str(part) for part in row)


# -- who sits ----------------------------------------------------------------------------------------
@login_required
@GET_OR_POST
def session_seats(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Those who sit; one more by their address; who was written to."""
    found = run_session(request, uid)
    form = SeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = cast(Person, form.found())
        try:
            preparing.seat_person(found, person=person, role=form.cleaned_data["role"], at=request.received_at,
                                  by=request.standing)  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("%(name)s has a seat.") % {"name": person})
            return redirect("session_seats", uid=uid)
    seats = list(found.seats.select_related("person__unit"))
    context = {"session": found, "seats": seats, "form": form, "unconvened": sum(s.convened_at is None for s in seats)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluation/sessions/seats.html", context, status=status)


# -- the agenda --------------------------------------------------------------------------------------
@login_required
@GET_OR_POST
def session_agenda(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Dossiers of the agenda, their order and rapporteurs; those that can still be put on it."""
    found = run_session(request, uid)
    if request.method == "POST":
        return _added(request, found)
    items = items_for(request, found)
    seats = list(found.seats.select_related("person"))
    free = preparing.candidates(found, request.standing).for_list().order_by("call", "first_filed_at", "pk")
    waiting = list(free[:MOST_CANDIDATES])
    for dossier in waiting:
        dossier.state_word = DossierState(dossier.state).label
    outs = _names_out(items, seats)
    for item in items:
        item.out_seats = outs[item.pk]
    context = {
        "session": found, "items": items, "candidates": waiting, "moves": _moves(found, items),
        "voices": [seat for seat in seats if seat.role in VOTING],
    }  # fmt: skip
    return render(request, "evaluation/sessions/agenda.html", context)


def _added(request: HouseRequest, found: PanelSession) -> HttpResponse:
    uids = [one for typed in request.POST.getlist("dossier")[:MOST_CANDIDATES] if (one := as_uuid(typed))]
    dossiers = list(Dossier.objects.filter(uid__in=uids).order_by("first_filed_at", "pk"))
    if not dossiers:
        messages.info(request, _("Tick the dossiers first: none was chosen."))
        return redirect("session_agenda", uid=found.uid)
    try:
        number = preparing.add_dossiers(found, dossiers, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
        return redirect("session_agenda", uid=found.uid)
    if number:
        said = ngettext("%(count)d dossier is on the agenda.", "%(count)d dossiers are on the agenda.", number)
        messages.success(request, said % {"count": number})
    if number < len(dossiers):
        messages.info(request, _("Somebody put the others on an agenda meanwhile: they were left there."))
    return redirect("session_agenda", uid=found.uid)


def _moves(found: PanelSession, items: list[AgendaItem]) -> dict[str, int]:
    """How often people leave or come back in this order, and in the best one; over what this person reads."""
    recusals = preparing.recusals_by_item(found)
    order = [item.pk for item in items]
    here = set(order)
    best = [pk for pk in preparing.best_agenda(found) if pk in here]
    now, least = moves(order, recusals), moves(best, recusals)
    return {"now": now, "best": least, "saved": max(0, now - least)}


def _names_out(items: list[AgendaItem], seats: list[Seat]) -> dict[int, list[Seat]]:
    """Item id -> who is out of it."""
    by_person = {seat.person_id: seat for seat in seats}
    rows = Recusal.objects.filter(item__in=[item.pk for item in items]).order_by().values_list("item", "person")
    out: dict[int, list[Seat]] = {item.pk: [] for item in items}
    for item, person in rows:
        if person in by_person:
            out[item].append(by_person[person])
    return out
