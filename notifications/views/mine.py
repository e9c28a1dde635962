"""A person's own reminders: what will come, and how often they want it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.requests import SignedInRequest
from notifications.actions.preferences import choose_rhythms
from notifications.forms import RhythmsForm
from notifications.models import ReminderPreference
from notifications.reminding.preview import addressed_to
from notifications.reminding.sources import all_sources
from notifications.views.shown import shown

MOST_SHOWN = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """What the next thirty days bring, then one choice per kind."""
    rows = ReminderPreference.objects.filter(person=request.user.pk).order_by("source")
    chosen = dict(rows.values_list("source", "rhythm"))
    form = RhythmsForm(all_sources(), chosen, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choose_rhythms(request.user, form.cleaned_data)
        messages.success(request, _("Kept: the next mails follow."))
        return redirect("reminder_preferences")
    coming = addressed_to(request.standing, request.received_at)
    context = {
        "form": form, "lines": shown(coming.lines[:MOST_SHOWN], coming.people), "more": len(coming.lines) - MOST_SHOWN,
        "binding": [source.label for source in all_sources() if source.must_reach], "now": request.received_at,
    }  # fmt: skip
    return render(request, "notifications/reminders_mine.html", context)
