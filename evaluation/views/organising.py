"""What the officer does about a review in hand: another date, the links that open it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from directory.requests import HouseRequest
from directory.standing import PARIS
from evaluation.actions import inviting
from evaluation.forms.reviews import PostponeForm
from evaluation.models import Review
from wording.formats import deadline
from wording.languages import shown_language
from workflow.engine import Refused


@login_required
@require_POST
def review_postpone(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Give the reviewer until the end of another day, Paris time."""
    found, form = _review(request, uid), PostponeForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused([str(error) for error in form.errors["due"]])
        due = datetime.combine(form.cleaned_data["due"] + timedelta(days=1), time(0), PARIS)
        inviting.postpone(found, due=due, at=request.received_at, by=request.standing)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        language = shown_language()
        said = _("The review is awaited by %(moment)s; the reviewer is told.")
        messages.success(request, said % {"moment": deadline(due, language)})
    return redirect(found)


@login_required
@require_POST
def review_links(request: HouseRequest, uid: UUID) -> HttpResponse:
    """Withdraw the links sent, with or without a new one."""
    found = _review(request, uid)
    given: dict[str, Any] = {"at": request.received_at, "by": request.standing}
    try:
        if "renew" in request.POST:
            inviting.renew_link(found, **given)
            said = _("A new link leaves by e-mail; the former ones open nothing any more.")
        else:
            number = inviting.withdraw_link(found, **given)
            said = _("No link was good any more.")
            if number:
                said = ngettext("%(count)d link is withdrawn: it opens nothing any more.",
                                "%(count)d links are withdrawn: they open nothing any more.", number)  # fmt: skip
                said %= {"count": number}
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, said)
    return redirect(found)


def _review(request: HouseRequest, uid: UUID) -> Review:
    return get_object_or_404(Review.objects.visible_to(request.standing).for_page(), uid=uid)
