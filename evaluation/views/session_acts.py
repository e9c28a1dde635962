"""What one button of a session does, then the page one came from."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from directory.models import Person
from directory.requests import HouseRequest
from evaluation.actions import sessions as preparing
from evaluation.actions import sitting, voting
from evaluation.enums import InterestGround, Ruling
from evaluation.models import AgendaItem, PanelSession, Recusal, Seat
from evaluation.views.session_finding import as_number, as_uuid, found_session
from workflow.engine import Refused


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
