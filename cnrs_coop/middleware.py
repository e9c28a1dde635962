"""What every request carries: the instant it arrived, its language, and the standing of its person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from cnrs_coop.views import PROBES
from directory.standing import standing_of

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from directory.standing import Standing

GetResponse = Callable[[HttpRequest], HttpResponse]


class Probes:
    """Answers /healthz and /readyz before anything else: a probe brings no host name, no TLS, no session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        return probe(request) if probe else self.get_response(request)


class ReceivedAt:
    """Sets `request.received_at` (aware, UTC) before anything else: it alone decides about deadlines."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponse:
        request.received_at = timezone.now()
        return self.get_response(request)


class PersonLanguage:
    """Activates the language of the person, else of the cookie, else of the browser, else French."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def chosen_language(request: HttpRequest) -> str:
    """The language code ("fr" or "en") in which this request is answered."""
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request) or settings.LANGUAGE_CODE


class PersonStanding:
    """Sets `request.standing`: the offices the person holds today, in one query, only when asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponse:
        # a lazy object is what it wraps
        request.standing = cast("Standing", SimpleLazyObject(lambda: standing_of(request.user)))
        return self.get_response(request)
