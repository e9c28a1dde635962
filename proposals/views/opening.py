"""One's dossiers; which instrument; which call; a new dossier."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.enums import Role, Scope
from directory.models import Person
from directory.requests import HouseRequest, SignedInRequest
from instruments.models import Call
from instruments.registry import all_instruments
from proposals.actions.opening import may_open, open_dossier
from proposals.adviser import advise
from proposals.forms.opening import AdviserForm, OpenForm
from proposals.mine import my_dossiers
from proposals.models import Dossier
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def proposal_list(request: HouseRequest) -> HttpResponse:
    """The dossiers one carries or co-edits, what is asked first; those an officer opened and that are not filed."""
    rows = my_dossiers(request.standing, request.received_at)
    context = {
        "to_do": [row for row in rows if row.group == "to-do"],
        "running": [row for row in rows if row.group == "running"],
        "over": [row for row in rows if row.group == "over"],
        "now": request.received_at,
    }
    return render(request, "proposals/editor/list.html", context)


@require_safe
def instrument_adviser(request: HouseRequest) -> HttpResponse:
    """A few questions, one recommendation with its reasons, and why not the others. Anybody may ask."""
    form = AdviserForm(request.GET or None)
    advice = advise(form.need(), all_instruments()) if request.GET and form.is_valid() else []
    calls = _open_calls(request) if advice else []
    context = {
        "form": form, "best": advice[0] if advice else None, "others": advice[1:],
        "calls": [call for call in calls if call.instrument_slug == advice[0].instrument.slug],
    }  # fmt: skip
    return render(request, "proposals/editor/adviser.html", context, status=422 if request.GET and form.errors else 200)


@login_required
@require_safe
def proposal_choose(request: HouseRequest) -> HttpResponse:
    """The calls open now, with who opens a dossier in each."""
    held = request.standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    rows = [
        {"call": call, "may_open": Role.CARRIER in call.definition.entry.dossier_opened_by or bool(held)}
        for call in _open_calls(request)
    ]
    context = {"rows": rows, "now": request.received_at}
    return render(request, "proposals/editor/choose.html", context)


@login_required
@GET_OR_POST
def proposal_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a dossier in one call: a double click opens one; outside the dates, or by another's right, it says why."""
    found = Call.objects.visible_to(request.standing).select_related("institute").prefetch_related("versions")
    call = get_object_or_404(found, slug=slug)
    person = Person.objects.select_related("unit__institute", "unit__delegation").get(pk=request.user.pk)
    for_oneself = Role.CARRIER in call.rules.entry.dossier_opened_by
    held = request.standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    refusal = _refusal(request, call)
    form = OpenForm(request.POST or None, institutes=None if for_oneself else held)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            dossier = _open(request, call, form, person)
        except Refused as refused:
            refusal = " ".join(refused.reasons)
        else:
            if dossier.carrier_id != person.pk:
                messages.success(request, _("The dossier is open. Its carrier is told by mail and writes it with you."))
            return redirect("dossier_edit", dossier.uid)
    status = 200 if request.method != "POST" else 409 if refusal else 422
    mine = list(_unfiled(request, call)) if for_oneself else []
    context = {"call": call, "rules": call.rules, "form": form, "refusal": refusal, "mine": mine, "carrier": person,
               "now": request.received_at, "for_oneself": for_oneself}  # fmt: skip
    return render(request, "proposals/editor/new.html", context, status=status)


def _open(request: SignedInRequest, call: Call, form: OpenForm, person: Person) -> Dossier:
    data = form.cleaned_data
    return open_dossier(
        call, carrier=data.get("carrier") or person, institute=data.get("institute"), at=request.received_at,
        token=form.sent, by=request.standing,
    )  # fmt: skip


def _refusal(request: HouseRequest, call: Call) -> str:
    """Why no dossier can be opened here by this person now; empty when one can."""
    if not call.is_open_at(request.received_at):
        return _("This call is not open: its dates stand on its page.")
    if not may_open(call, institute=None, by=request.standing):
        return _("Dossiers of this call are opened by the institute, with the carrier: write to its service.")
    return ""


def _unfiled(request: HouseRequest, call: Call) -> QuerySet[Dossier]:
    """Drafts in this call already: somebody may have forgotten one."""
    return Dossier.objects.written_by(request.standing).unfiled().filter(call=call).for_rules()[:5]


def _open_calls(request: HouseRequest) -> list[Call]:
    return list(Call.objects.visible_to(request.standing).open_at(request.received_at).for_list())
