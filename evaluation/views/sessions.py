"""The pages of a session: the list, the frame, who sits, the agenda, interests, the room as it is now, the minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.enums import Role
from directory.mixins import ReauthenticationRequired
from directory.models import Person
from directory.requests import HouseRequest
from documents.views import rendering_response
from evaluation.access import know_writers
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting, voting
from evaluation.agenda import moves
from evaluation.enums import InterestGround, Ruling, SessionKind
from evaluation.enums import SessionState as T
from evaluation.forms.sessions import ItemDeclarationForm, NewSessionForm, SeatForm, SessionFrameForm
from evaluation.guards import minor_interests_to_rule
from evaluation.minutes import minutes_of, said, shown_rank, without
from evaluation.models import AgendaItem, Declaration, InterestRuling, PanelSession, Recusal, Seat
from evaluation.sittings import ORGANISING, VOTING, Room, openings, out_of, runs, seats_of
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import Refused
from workflow.views import TransitionView

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
MOST_CANDIDATES = 100


# -- finding -----------------------------------------------------------------------------------------
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


# -- interests ---------------------------------------------------------------------------------------
@login_required
@require_safe
def session_interests(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Who is out of what and why; what is to be ruled on, with the evidence; who has still to declare."""
    found = run_session(request, uid)
    items = items_for(request, found)
    by_dossier = {item.dossier_id: item for item in items}
    seats = list(found.seats.select_related("person__unit"))
    people = {seat.person_id: seat.person for seat in seats}
    recusals = list(Recusal.objects.filter(item__in=items).select_related("person", "recorded_by"))
    said = list(Declaration.objects.filter(dossier__in=by_dossier, person__in=people).order_by("dossier", "pk"))
    ruled = {(one.dossier_id, one.person_id, one.ground): one for one in InterestRuling.objects.filter(
        dossier__in=by_dossier, person__in=people).select_related("ruled_by")}  # fmt: skip
    out = {(one.item_id, one.person_id) for one in recusals}
    asked: dict[tuple[int, int, str], dict[str, Any]] = {}
    for link in preparing.links(found, dossiers=[item.dossier for item in items], people=list(people.values())):
        if not link.is_excluding:
            asked[link.dossier_id, link.person_id, link.ground] = {"evidence": link.evidence, "text": ""}
    for one in said:
        if one.level == "minor":
            asked[one.dossier_id, one.person_id, one.ground] = {"evidence": {}, "text": one.text}
    to_rule = [
        {"item": by_dossier[dossier], "person": people[person], "ground": InterestGround(ground), **more}
        for (dossier, person, ground), more in asked.items()
        if (dossier, person, ground) not in ruled and (by_dossier[dossier].pk, person) not in out
    ]  # fmt: skip
    done = {(one.person_id, one.dossier_id) for one in said}
    late = [
        (seat.person, sum((seat.person_id, item.dossier_id) not in done and (item.pk, seat.person_id) not in out
                          for item in items))
        for seat in seats if seat.role in VOTING
    ]  # fmt: skip
    names = {item.pk: item for item in items}
    context = {
        "session": found, "items": items, "seats": seats, "to_rule": to_rule, "grounds": InterestGround.choices,
        "recusals": [(one, names[one.item_id], _ground(one.ground)) for one in recusals],
        "rulings": [one for one in ruled.values() if one.ruling == Ruling.ALLOWED], "names": by_dossier,
        "people": people, "late": [(person, number) for person, number in late if number],
    }  # fmt: skip
    return render(request, "evaluation/sessions/interests.html", context)


def _ground(slug: str) -> Any:
    return InterestGround(slug).label if slug in InterestGround.values else slug


@login_required
@GET_OR_POST
def session_declare(request: HouseRequest, uid: UUID) -> HttpResponse:
    """What somebody who sits declares of each dossier of the agenda; each opens to them then."""
    found = found_session(request, uid)
    if not found.seats.filter(person=request.standing.person_id or 0).exists():
        raise Http404
    items = items_for(request, found)
    said = {one.dossier_id: one for one in Declaration.objects.filter(
        person=request.standing.person_id or 0, dossier__in=[item.dossier_id for item in items])}  # fmt: skip
    sent = request.POST if request.method == "POST" else None
    forms = [ItemDeclarationForm(sent, item=item, initial=_initial(said.get(item.dossier_id))) for item in items]
    checked = [form.is_valid() for form in forms]
    if sent is not None and all(checked):
        words = {form.item: (data["level"], data["ground"], data["text"]) for form in forms
                 if (data := form.cleaned_data).get("level") and form.has_changed()}  # fmt: skip
        try:
            preparing.declare(found, words, at=request.received_at, by=request.standing)
        except Refused as refused:
            messages.warning(request, " ".join(refused.reasons))
        else:
            messages.success(request, _("Your declarations are kept. The dossiers without an interest are open."))
        return redirect(found)
    context = {"session": found, "forms": forms, "left": sum(item.dossier_id not in said for item in items)}
    status = 422 if sent is not None else 200
    return render(request, "evaluation/sessions/declare.html", context, status=status)


def _initial(said: Declaration | None) -> dict[str, str]:
    return {"level": said.level, "ground": said.ground, "text": said.text} if said else {}


# -- acts of one button ------------------------------------------------------------------------------
@login_required
@require_POST
def session_do(request: HouseRequest, uid: UUID, act: str) -> HttpResponse:
    """One button of a session: it is done, or said why not, and the page one came from shows again."""
    found = found_session(request, uid)
    doer = ACTS.get(act)
    if doer is None:
        raise Http404
    try:
        doer(request, found)
    except Refused as refused:
        messages.warning(request, " ".join(refused.reasons))
    back = request.POST.get("back", "")
    names = ("session", "session_seats", "session_agenda", "session_interests")
    if back == "session_item" and (item := as_uuid(request.POST.get("item", ""))):
        if found.items.readable_by(request.standing).filter(uid=item).exists():
            return redirect("session_item", uid=uid, item=item)
        return redirect(found)
    return redirect(reverse(back if back in names else "session", args=[uid]))


def item_named(request: HouseRequest, found: PanelSession) -> AgendaItem:
    """The dossier that a button names, if this person reads it."""
    uid = as_uuid(request.POST.get("item", ""))
    return get_object_or_404(found.items.readable_by(request.standing).select_related("session", "dossier"), uid=uid)


def _seat_named(request: HouseRequest, found: PanelSession) -> Seat:
    return get_object_or_404(found.seats.select_related("person"), pk=as_number(request.POST.get("seat", "")))


def _person_named(request: HouseRequest, found: PanelSession) -> Person:
    seat = found.seats.select_related("person").filter(person=as_number(request.POST.get("person", ""))).first()
    if seat is None:
        raise Http404
    return seat.person


def _presence(request: HouseRequest, found: PanelSession) -> None:
    here = [as_number(typed) for typed in request.POST.getlist("present")[:200]]
    sitting.note_presence(found, here, at=request.received_at, by=request.standing)


def _call(request: HouseRequest, found: PanelSession) -> None:
    item = item_named(request, found) if request.POST.get("item") else None
    sitting.call_dossier(found, item, at=request.received_at, by=request.standing)


def _convene(request: HouseRequest, found: PanelSession) -> None:
    number = preparing.convene(found, at=request.received_at, by=request.standing)
    if number:
        said = ngettext("%(count)d convocation leaves.", "%(count)d convocations leave.", number)
        messages.success(request, said % {"count": number})
    else:
        messages.info(request, _("Everybody was written to already: nothing more was sent."))


def _unseat(request: HouseRequest, found: PanelSession) -> None:
    preparing.unseat(found, _seat_named(request, found), at=request.received_at, by=request.standing)


def _take_off(request: HouseRequest, found: PanelSession) -> None:
    preparing.take_off(item_named(request, found), at=request.received_at, by=request.standing)


def _move(request: HouseRequest, found: PanelSession) -> None:
    places = -1 if "up" in request.POST else 1
    preparing.move_item(item_named(request, found), places=places, at=request.received_at, by=request.standing)


def _order(request: HouseRequest, found: PanelSession) -> None:
    preparing.order_agenda(found, at=request.received_at, by=request.standing)
    messages.success(request, _("The agenda is in the order in which people leave least often."))


def _rapporteurs(request: HouseRequest, found: PanelSession) -> None:
    first, second = (as_number(request.POST.get(name, "")) or None for name in ("first", "second"))
    preparing.name_rapporteurs(item_named(request, found), first=first, second=second, at=request.received_at,
                               by=request.standing)  # fmt: skip


def _recuse(request: HouseRequest, found: PanelSession) -> None:
    item, ground = item_named(request, found), request.POST.get("ground", "")
    person = _person_named(request, found)
    voting.recuse(item, person=person, ground=ground, at=request.received_at, by=request.standing)
    messages.success(request, _("%(name)s is out of this dossier.") % {"name": person})


def _rule(request: HouseRequest, found: PanelSession) -> None:
    ruling = Ruling.EXCLUDED if "exclude" in request.POST else Ruling.ALLOWED
    ground = request.POST.get("ground", "")
    if ground not in InterestGround.values:
        raise Http404
    preparing.rule(item_named(request, found), person=_person_named(request, found), ruling=ruling, ground=ground,
                   reason=request.POST.get("reason", "")[:2000], at=request.received_at,
                   by=request.standing)  # fmt: skip


def _lift(request: HouseRequest, found: PanelSession) -> None:
    rows = Recusal.objects.filter(item__in=found.items.readable_by(request.standing))
    recusal = get_object_or_404(rows.select_related("item__session", "item__dossier", "person"),
                                pk=as_number(request.POST.get("recusal", "")))  # fmt: skip
    reason = request.POST.get("reason", "")[:2000]
    preparing.lift_recusal(recusal, reason=reason, at=request.received_at, by=request.standing)


def _return_to(request: HouseRequest, found: PanelSession) -> None:
    sitting.return_to(item_named(request, found), at=request.received_at, by=request.standing)


ACTS: dict[str, Callable[[HouseRequest, PanelSession], None]] = {
    "presence": _presence, "call": _call, "convene": _convene, "unseat": _unseat, "take-off": _take_off, "move": _move,
    "order": _order, "rapporteurs": _rapporteurs, "recuse": _recuse, "rule": _rule, "lift": _lift,
    "return-to": _return_to,
}  # fmt: skip


# -- end ---------------------------------------------------------------------------------------------
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
    language = "en" if get_language() == "en" else "fr"
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
    language = "en" if get_language() == "en" else "fr"
    key = f"{found.uid}:{request.standing.person_id}" if hidden_of(request, found) else str(found.uid)
    return rendering_response(request, "minutes", key, language)


def hidden_of(request: HouseRequest, found: PanelSession) -> list[str]:
    """The uids of the items that this person does not read."""
    seen = found.items.readable_by(request.standing).values("pk")
    return [str(uid) for uid in found.items.exclude(pk__in=seen).values_list("uid", flat=True)]


def as_uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def as_number(typed: str) -> int:
    """A typed id; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
