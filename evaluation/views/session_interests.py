"""Interests in a session: who is out of what, what is to be ruled on, what each declares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.requests import HouseRequest
from evaluation.actions import sessions as preparing
from evaluation.enums import InterestGround, Ruling
from evaluation.forms.sessions import ItemDeclarationForm
from evaluation.models import Declaration, InterestRuling, Recusal
from evaluation.sittings import VOTING
from evaluation.views.session_finding import found_session, items_for, run_session
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


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
