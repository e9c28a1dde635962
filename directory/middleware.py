"""The second factor of staff, asked in one place: before any page but those that set it up."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import STAFF_ROLES
from directory.requests import HouseRequest

# what a person led to the set-up still needs: their account, the way out, the language, the pages on rights
OPEN_PREFIXES = ("/accounts/", "/static/", "/healthz", "/readyz", "/language/", "/theme/")
PROOFS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactor:
    """Leads whoever holds a staff office without a second factor to its set-up page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HouseRequest) -> HttpResponse:
        is_asked = settings.SECOND_FACTOR_REQUIRED and not request.path.startswith(OPEN_PREFIXES)
        if is_asked and lacks_second_factor(request):
            messages.warning(request, _("Your office opens confidential files: first set up a second factor."))
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def lacks_second_factor(request: HouseRequest) -> bool:
    """Whether the person holds a staff office and neither used nor set up a second factor. At most two queries."""
    if not request.user.is_authenticated or not is_staff(request):
        return False
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return False
    return not Authenticator.objects.filter(user=request.user, type__in=PROOFS).exists()


def is_staff(request: HouseRequest) -> bool:
    """Whether a second factor is required of this person: a staff office today, or the reference data."""
    return request.user.is_staff or bool(request.standing.roles & STAFF_ROLES)
