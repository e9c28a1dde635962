"""The portal's own pages: what everybody looks at."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from directory.actions.preferences import choose_language, choose_theme
from directory.enums import Theme
from directory.models import Institute, Office
from directory.requests import HouseRequest
from directory.standing import paris_today
from instruments.models import Call, Centre
from instruments.registry import all_instruments
from portal.home import milestones_of, waiting_for
from portal.styleguide import styleguide_context
from wording.formats import order_key

YEAR = 365 * 24 * 3600


@require_safe
def home(request: HouseRequest) -> HttpResponse:
    """For the public, the front page; for somebody signed in, what waits for them."""
    if request.user.is_authenticated:
        return _my_home(request)
    now = request.received_at
    open_calls = list(Call.objects.visible_to(request.standing).for_list().open_at(now))
    context = {
        "now": now,
        # the one that closes first; permanent entries come last
        "main_call": next((call for call in open_calls if call.closes), None),
        "open_calls": open_calls,
        "instruments": all_instruments(),
        "centres": Centre.objects.all(),
    }
    return render(request, "portal/front.html", context)


def _my_home(request: HouseRequest) -> HttpResponse:
    now = request.received_at
    context = {
        "now": now,
        "waiting": waiting_for(request.standing, now),
        "milestones": milestones_of(request.standing, now),
        "offices": _offices(request),
    }
    return render(request, "portal/home.html", context)


def _offices(request: HouseRequest) -> Iterable[Office]:
    """The offices held today; whoever exercises none holds none."""
    if not request.standing.roles:
        return ()
    return Office.objects.filter(person=request.user.pk).held_on(paris_today()).for_list()


@require_safe
def help_page(request: HouseRequest) -> HttpResponse:
    """Whom to write to: the service of each institute."""
    return render(
        request,
        "portal/help.html",
        {"institutes": sorted(Institute.objects.all(), key=lambda one: order_key(one.name))},
    )


@require_safe
def personal_data(request: HouseRequest) -> HttpResponse:
    """The notice of articles 13 to 15 of the GDPR."""
    return render(request, "portal/personal_data.html", {"officer": settings.DATA_PROTECTION_EMAIL})


@require_safe
def legal_notice(request: HouseRequest) -> HttpResponse:
    """Who publishes this site."""
    return render(request, "portal/legal_notice.html")


@require_safe
def accessibility(request: HouseRequest) -> HttpResponse:
    """The declaration of accessibility (law of 11 February 2005, article 47)."""
    return render(request, "portal/accessibility.html")


@require_safe
def styleguide(request: HouseRequest) -> HttpResponse:
    """The pieces of the interface, to look at; in the demonstration alone."""
    if not settings.IS_DEMONSTRATION:
        raise Http404
    return render(request, "portal/styleguide.html", styleguide_context(request))


@require_POST
def set_language(request: HouseRequest) -> HttpResponse:
    """Keep the language with the person, and in a cookie for the time they are not logged in."""
    response = HttpResponseRedirect(_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(request.user, language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def set_theme(request: HouseRequest) -> HttpResponse:
    """Keep light or dark with the person and in a cookie; an empty choice follows the system."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in ("", *Theme.values):
        if request.user.is_authenticated:
            choose_theme(request.user, theme)
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _back(request: HouseRequest) -> str:
    """The page the choice was made on; never another site."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"
