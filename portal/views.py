"""The portal's own pages: what everybody looks at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from directory.actions.preferences import choose_language, choose_theme
from directory.enums import Theme

YEAR = 365 * 24 * 3600


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the person, and in a cookie for the time they are not logged in."""
    response = HttpResponseRedirect(_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(request.user, language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark with the person and in a cookie; an empty choice follows the system."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in ("", *Theme.values):
        if request.user.is_authenticated:
            choose_theme(request.user, theme)
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest) -> str:
    """The page the choice was made on; never another site."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"
