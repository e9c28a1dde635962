"""The pages of whoever prepares a call: new, copy, edit, preview and announce."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.requests import HouseRequest
from instruments.access import CALL_OWNERS
from instruments.actions import calls as actions
from instruments.actions.owners import Ownership, possible_owners
from instruments.adjustments import Adjustments
from instruments.enums import CallState
from instruments.forms.calls import CallForm
from instruments.forms.rules import RulesForm
from instruments.models import Call
from instruments.views.calls import call_context
from instruments.views.pieces import GET_OR_POST, add_refusal, owned_call, status_of
from workflow.engine import Refused, offers


@login_required
@require_safe
def call_choose(request: HouseRequest) -> HttpResponse:
    """Which call to prepare: from nothing, or from one of the last."""
    owners = possible_owners(request.standing)
    if not owners:
        raise Http404
    mine = Call.objects.visible_to(request.standing).for_list().exclude(state=CallState.DISCARDED)
    copies = [
        call
        for call in mine.filter(is_permanent=False).order_by("-year", "-pk")[:40]
        if call.roles_of(request.standing) & CALL_OWNERS
    ]
    return render(request, "instruments/call_choose.html", {"owners": owners, "copies": copies})


@login_required
@GET_OR_POST
def call_new(request: HouseRequest, instrument_slug: str, owner: str) -> HttpResponse:
    """A new draft; `owner` is the code of an institute in small letters, or the word of the directorate."""
    ownership = _ownership(request, instrument_slug, owner)
    next_year = request.received_at.year + 1
    new = Call(instrument_slug=instrument_slug, institute=ownership.institute, year=next_year,
               is_permanent=ownership.definition.entry.is_permanent)  # fmt: skip
    form = CallForm(request.POST or None, instance=new, definition=ownership.definition)
    if request.method == "POST" and form.is_valid():
        fields = {"instrument_slug": instrument_slug, "institute": ownership.institute,
                  "is_permanent": new.is_permanent, **form.values()}  # fmt: skip
        call = actions.create_call(fields=fields, token=form.sent, by=request.standing)
        messages.success(request, _("The draft is kept. Nobody else reads it until you open the call."))
        return redirect("call_priorities", call.slug)
    context = {"form": form, "ownership": ownership}
    return render(request, "instruments/call_form.html", context, status=status_of(form))


@login_required
@require_POST
def call_copy(request: HouseRequest, slug: str) -> HttpResponse:
    """Next year's draft from this call, every date shifted."""
    copy = actions.copy_call(owned_call(request, slug), by=request.standing)
    messages.success(request, _("Copied: every date is one year later. Check each of them."))
    return redirect("call_edit", copy.slug)


@login_required
@GET_OR_POST
def call_edit(request: HouseRequest, slug: str) -> HttpResponse:
    """Change a draft."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    form = CallForm(request.POST or None, instance=call, definition=call.definition)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data.get("revision")
            actions.edit_call(call, fields=form.values(), revision=revision or 0, by=request.standing)
        except actions.ChangedMeanwhile as changed:
            return _compare(request, changed, form)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("call_preview", slug)
    context = {"form": form, "call": call}
    return render(request, "instruments/call_form.html", context, status=status_of(form))


def _compare(request: HouseRequest, changed: actions.ChangedMeanwhile, typed: CallForm) -> HttpResponse:
    """The form as typed, beside what the other person wrote; kept again, it is kept knowingly."""
    data = request.POST.copy()
    data["revision"] = str(changed.current.revision)
    form = CallForm(data, instance=changed.current, definition=changed.current.definition)
    theirs = form.theirs()
    add_refusal(form, changed)
    context = {"form": form, "call": changed.current, "theirs": theirs}
    return render(request, "instruments/call_form.html", context, status=409)


@login_required
@GET_OR_POST
def call_rules(request: HouseRequest, slug: str) -> HttpResponse:
    """The numbers that a draft decides by itself: reviews, weights, thresholds, limits."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    present = Adjustments.read(call.adjustments)
    form = RulesForm(request.POST or None, definition=call.definition, adjustments=present)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adjust_rules(call, adjustments=form.adjustments(), by=request.standing)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The numbers of this call are kept."))
            return redirect("call_preview", slug)
    context = {"form": form, "call": call}
    return render(request, "instruments/call_rules.html", context, status=status_of(form))


@login_required
@GET_OR_POST
def call_preview(request: HouseRequest, slug: str) -> HttpResponse:
    """The call as everybody will read it, what still prevents its opening, and the act itself."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            actions.announce_call(call, at=request.received_at, by=request.standing)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("The call is announced and its rules are frozen."))
            return redirect(call)
    announce = next((o for o in offers(call, request.standing) if o.transition.name == "announce"), None)
    context = call_context(request, call) | {"problems": reasons or (announce.reasons if announce else [])}
    return render(request, "instruments/call_preview.html", context, status=409 if reasons else 200)


def _ownership(request: HouseRequest, instrument_slug: str, owner: str) -> Ownership:
    for ownership in possible_owners(request.standing):
        if ownership.definition.slug == instrument_slug and ownership.word == owner:
            return ownership
    raise Http404
