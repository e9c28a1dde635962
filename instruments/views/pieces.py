"""What the pages of calls share: finding one's own call, answering a refused form."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from directory.requests import HouseRequest
from instruments.access import CALL_OWNERS
from instruments.models import Call
from workflow.engine import Refused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def owned_call(request: HouseRequest, slug: str) -> Call:
    """The call, for whoever prepares it; absent and forbidden look alike."""
    call = get_object_or_404(Call.objects.visible_to(request.standing).for_page(), slug=slug)
    if not call.roles_of(request.standing) & CALL_OWNERS:
        raise Http404
    return call


def add_refusal(form: BaseForm, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(NON_FIELD_ERRORS, reason)


def status_of(form: BaseForm) -> int:
    """422 for a refused form, so that no one takes it for done."""
    return 422 if form.is_bound and form.errors else 200
