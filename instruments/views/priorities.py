"""The pages on which a draft says what institutes state: priorities and annexes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.models import Institute
from directory.requests import HouseRequest
from instruments.actions import priorities as actions
from instruments.enums import CallState
from instruments.forms.priorities import AnnexForm, PriorityForm
from instruments.models import CallAnnex, Priority
from instruments.views.calls import call_context
from instruments.views.pieces import GET_OR_POST, add_refusal, owned_call, status_of
from wording.formats import order_key
from workflow.engine import Refused


@login_required
@GET_OR_POST
def call_priorities(request: HouseRequest, slug: str) -> HttpResponse:
    """The priorities of a draft: the list, and one more."""
    call = owned_call(request, slug)
    if call.state != CallState.DRAFT:
        return redirect(call)
    form = PriorityForm(request.POST or None, owner=call.institute, language=get_language() or "fr")
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_priority(call, by=request.standing, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The priority is in the list."))
            return redirect("call_priorities", slug)
    # an institute's own call has no annex: its text is that of the institute
    institutes = [] if call.institute_id else sorted(Institute.objects.all(), key=lambda one: order_key(one.name))
    context = call_context(request, call) | {"form": form, "institutes": institutes}
    return render(request, "instruments/call_priorities.html", context, status=status_of(form))


@login_required
@GET_OR_POST
def call_annex(request: HouseRequest, slug: str, code: str) -> HttpResponse:
    """What one institute adds to a draft of the Derci: its text, its share of the envelope."""
    call = owned_call(request, slug)
    if call.institute_id or call.state != CallState.DRAFT:
        return redirect(call)
    institute = get_object_or_404(Institute, code__iexact=code)
    known = CallAnnex.objects.filter(call=call, institute=institute).first()
    form = AnnexForm(request.POST or None, instance=known, definition=call.definition)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_annex(call, institute=institute, fields=form.cleaned_data, by=request.standing)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The annex is kept."))
            return redirect("call_priorities", slug)
    context = {"form": form, "call": call, "institute": institute}
    return render(request, "instruments/call_annex.html", context, status=status_of(form))


@login_required
@require_POST
def priority_remove(request: HouseRequest, slug: str, priority_id: int) -> HttpResponse:
    """Take one priority out of a draft."""
    call = owned_call(request, slug)
    priority = get_object_or_404(Priority.objects.select_related("call", "institute"), pk=priority_id, call=call)
    try:
        actions.remove_priority(priority, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    return redirect("call_priorities", slug)
