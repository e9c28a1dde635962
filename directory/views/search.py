"""Finding an organisation or a unit: proposals as one types, and the plain page that needs no script."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.choosing import asked_choice
from directory.requests import HouseRequest
from directory.search import suggestions
from directory.search.lookup import LONGEST_QUERY
from directory.throttle import Throttle

Search = Callable[[str, str, int], list[suggestions.Line]]

PROPOSED = 10
SHOWN = 25
# somebody who types without a pause asks five times a second
throttle = Throttle("typeahead", most=300, seconds=60)


@require_safe
def organisation_suggestions(request: HouseRequest) -> HttpResponse:
    return _suggestions(request, suggestions.organisations)


@require_safe
def unit_suggestions(request: HouseRequest) -> HttpResponse:
    return _suggestions(request, suggestions.units)


@require_safe
@login_required
def organisation_search(request: HouseRequest) -> HttpResponse:
    """The organisations that answer to ?q=, each a link to its page, or back to the form that asks."""
    return _page(request, suggestions.organisations, "directory/organisation_search.html")


@require_safe
@login_required
def unit_search(request: HouseRequest) -> HttpResponse:
    """The units that answer to ?q=, each a link to its page, or back to the form that asks."""
    return _page(request, suggestions.units, "directory/unit_search.html")


def _suggestions(request: HouseRequest, search: Search) -> HttpResponse:
    """At most ten proposals as JSON, for whoever is signed in, so many times a minute."""
    if not request.user.is_authenticated:
        return JsonResponse({"said": _("Log in to search the directory.")}, status=401)
    if not throttle.is_within(request.user.pk):
        said = _("You have searched very often in the last minute. Wait a moment.")
        return JsonResponse({"said": said}, status=429, headers={"Retry-After": "60"})
    lines = search(_asked(request), get_language() or "fr", PROPOSED)
    results = [{"id": x.pk, "label": x.label, "detail": x.detail, "note": x.note} for x in lines]
    response = JsonResponse({"results": results})
    # going back one letter asks nothing again
    patch_cache_control(response, private=True, max_age=60)
    return response


def _page(request: HouseRequest, search: Search, template: str) -> HttpResponse:
    typed, choice = _asked(request), asked_choice(request)
    lines = search(typed, get_language() or "fr", SHOWN) if typed else []
    targets = [(line, choice.link(line.pk) if choice else line.url) for line in lines]
    context = {"typed": typed, "choice": choice, "targets": targets, "is_full": len(lines) == SHOWN}
    return render(request, template, context)


def _asked(request: HouseRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip()
