"""Calls as everybody reads them: the list, one call, its PDF, being told of the next one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.requests import HouseRequest
from documents.views import rendering_response
from instruments.access import CALL_OWNERS
from instruments.actions.owners import possible_owners
from instruments.actions.watches import unwatch_calls, watch_calls
from instruments.grouping import priorities_by_institute
from instruments.models import Call, CallWatch
from instruments.registry import all_instruments, instrument
from instruments.sheet import criteria_judged, evaluation_lines
from workflow.engine import offers

PAST_SHOWN = 12


@require_safe
def call_list(request: HouseRequest) -> HttpResponse:
    """Open calls first, then those announced, then pages of those closed; drafts for whoever prepares them."""
    calls = Call.objects.visible_to(request.standing).for_list()
    now = request.received_at
    context = {
        "now": now,
        "open_calls": calls.open_at(now),
        "upcoming_calls": calls.upcoming_at(now),
        "page": Paginator(calls.past_at(now), PAST_SHOWN).get_page(request.GET.get("page")),
        "drafts": calls.in_preparation() if request.standing.roles & CALL_OWNERS else (),
        "can_prepare": bool(possible_owners(request.standing)),
        "watched": _watched(request),
        "instruments": all_instruments(),
    }
    return render(request, "instruments/call_list.html", context)


@require_safe
def call_detail(request: HouseRequest, slug: str) -> HttpResponse:
    """One call: what is asked and by when, the text, the priorities, the rules, what was amended."""
    call = get_object_or_404(Call.objects.visible_to(request.standing).for_page(), slug=slug)
    return render(request, "instruments/call_detail.html", call_context(request, call))


def call_context(request: HouseRequest, call: Call) -> dict[str, object]:
    """What the page and the preview of a call show."""
    now = request.received_at
    return {
        "call": call,
        "rules": call.rules,
        "now": now,
        "is_open": call.is_open_at(now),
        "is_upcoming": call.is_upcoming_at(now),
        "state": call.workflow.state(call.state_at(now)),
        "parts": call.parts_of(request.standing),
        "is_owner": bool(call.roles_of(request.standing) & CALL_OWNERS),
        "priorities": priorities_by_institute(call),
        "criteria": criteria_judged(call.rules),
        "evaluation": list(evaluation_lines(call.rules)),
        # announcing has its own page, the preview
        "other_acts": [
            o for o in offers(call, request.standing, now) if o.is_possible and o.transition.name != "announce"
        ],
    }


@require_safe
def call_pdf(request: HouseRequest, slug: str, language: str) -> HttpResponseBase:
    """The call as an accessible PDF, made by the worker."""
    call = get_object_or_404(Call.objects.visible_to(request.standing), slug=slug)
    return rendering_response(request, "call", call.slug, language)


@require_safe
def letter_pdf(request: HouseRequest, slug: str, language: str) -> HttpResponseBase:
    """The model of the partner's letter, for calls that ask for one."""
    call = get_object_or_404(Call.objects.visible_to(request.standing), slug=slug)
    if not call.letter_fr:
        raise Http404
    return rendering_response(request, "call-letter", call.slug, language)


@login_required
@require_POST
def call_watch(request: HouseRequest, instrument_slug: str) -> HttpResponse:
    """Ask to be told when a call of this instrument opens, or no longer."""
    name = _known_instrument(instrument_slug)
    if request.POST.get("stop"):
        unwatch_calls(instrument_slug=instrument_slug, by=request.standing)
        messages.success(request, _("You will no longer be told of %(name)s calls.") % {"name": name})
    else:
        watch_calls(instrument_slug=instrument_slug, by=request.standing)
        messages.success(request, _("You will receive an e-mail when a call for %(name)s opens.") % {"name": name})
    return redirect("call_list")


def _known_instrument(slug: str) -> str:
    try:
        return instrument(slug).acronym
    except KeyError as error:
        raise Http404 from error


def _watched(request: HouseRequest) -> frozenset[str]:
    if not request.user.is_authenticated:
        return frozenset()
    return frozenset(CallWatch.objects.filter(person_id=request.user.pk).values_list("instrument_slug", flat=True))
