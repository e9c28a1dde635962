"""Answers of the house itself: to probes, and when something below does not answer."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views import defaults

from cnrs_coop.health import CHECKS, NEEDED, OK

RETRY_AFTER = "30"  # seconds


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when people can be answered, else 503; the body says what lacks, broker included."""
    states = {name: check() for name, check in CHECKS.items()}
    is_ready = all(states[name] == OK for name in NEEDED)
    return JsonResponse(states, status=200 if is_ready else 503)


PROBES = {"/healthz": healthz, "/readyz": readyz}


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error: 503 with what to do when the database does not answer, else Django's 500."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return defaults.server_error(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page shown while the database is away. It reads no table."""
    page = loader.get_template("503.html").render({})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
