"""The pages of what may still change once a call is announced."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory.requests import HouseRequest
from instruments.actions import amendments as actions
from instruments.forms.amendments import AmendTextForm, PostponeForm, RenewRulesForm
from instruments.models import Call
from instruments.views.pieces import GET_OR_POST, add_refusal, owned_call, status_of
from workflow.engine import Refused
from workflow.views import TransitionView


@login_required
@GET_OR_POST
def call_postpone(request: HouseRequest, slug: str) -> HttpResponse:
    """Move the closing later, with a reason that everybody reads."""
    call = owned_call(request, slug)
    if call.is_permanent:
        raise Http404
    initial = {"closes": call.closes.astimezone(call.zoneinfo) if call.closes else None}
    form = PostponeForm(request.POST or None, call=call, initial=initial)

    def act() -> None:
        actions.postpone_closing(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Postpone the closing"))


@login_required
@GET_OR_POST
def call_amend_text(request: HouseRequest, slug: str) -> HttpResponse:
    """Change the text of an announced call, with a reason that everybody reads."""
    call = owned_call(request, slug)
    form = AmendTextForm(request.POST or None, call=call, initial={"text_fr": call.text_fr, "text_en": call.text_en})

    def act() -> None:
        actions.amend_text(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Amend the text"))


@login_required
@GET_OR_POST
def call_renew_rules(request: HouseRequest, slug: str) -> HttpResponse:
    """Give a permanent entry the present rules."""
    call = owned_call(request, slug)
    if not call.is_permanent:
        raise Http404
    form = RenewRulesForm(request.POST or None)

    def act() -> None:
        actions.renew_rules(call, at=request.received_at, by=request.standing, **form.cleaned_data)

    return _amendment(request, call, form, act, _("Take the present rules"))


class CallTransitionView(TransitionView):
    """Discard a draft, cancel an announced call, end a permanent entry: a page that asks, then the act."""

    def get_subject(self) -> Call:
        return owned_call(cast(HouseRequest, self.request), self.kwargs["slug"])


def _amendment(request: HouseRequest, call: Call, form: BaseForm, act: Callable[[], None], title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The amendment is published with its reason."))
            return redirect(call)
    context = {"form": form, "call": call, "title": title}
    return render(request, "instruments/call_amend.html", context, status=status_of(form))
