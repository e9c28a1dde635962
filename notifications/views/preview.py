"""Who gets what in the next thirty days: the Derci reads all of it, an institute its own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.enums import Role
from directory.models import Institute
from directory.requests import HouseRequest
from directory.standing import Standing
from notifications.actions.rules import RULERS, may_rule
from notifications.forms import PreviewFilter
from notifications.models import ReminderTurn
from notifications.reminding.lines import Line
from notifications.reminding.preview import MOST, Coming, listed_to
from notifications.reminding.sources import all_sources, instruments
from notifications.views.shown import shown
from wording.formats import order_key

ROWS = 50
READERS = (*RULERS, Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION)


@login_required
@require_safe
def preview(request: HouseRequest) -> HttpResponse:
    """The lines to come, soonest first, by person, kind, instrument and institute."""
    if not any(request.standing.holds(role) for role in READERS):
        raise Http404
    form = _filter(request)
    asked = form.cleaned_data
    sources = [source for source in all_sources() if asked.get("kind") in ("", None, source.key)]
    coming = listed_to(request.standing, request.received_at, sources)
    page = Paginator(_kept(coming, asked), ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form, "page": page, "lines": shown(page.object_list, coming.people), "query": query.urlencode(),
        "private": [source.label for source in all_sources() if source.is_private],
        "cut": [source.label for source in coming.cut], "most": MOST, "can_rule": may_rule(request.standing),
        "last": ReminderTurn.objects.filter(pk=1).values_list("ended_at", flat=True).first(),
        "now": request.received_at, "is_filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "notifications/reminders.html", context)


def _filter(request: HouseRequest) -> PreviewFilter:
    kinds = [(source.key, source.label) for source in all_sources() if not source.is_private]
    form = PreviewFilter(kinds, instruments(), _institutes(request.standing), request.GET)
    form.is_valid()
    return form


def _institutes(standing: Standing) -> list[tuple[str, str]]:
    """To choose among, for whoever reads those of several institutes."""
    if not may_rule(standing):
        return []
    return [(str(pk), name) for pk, name in Institute.objects.order_by("code").values_list("pk", "name")]


def _kept(coming: Coming, asked: dict[str, str]) -> list[Line]:
    words = order_key(asked.get("q", "")).split()
    found = coming.lines
    if slug := asked.get("instrument"):
        found = [line for line in found if line.due.instrument == slug]
    if institute := asked.get("institute"):
        found = [line for line in found if str(line.due.institute_id) == institute]
    if words:
        found = [line for line in found if all(word in _name(coming, line) for word in words)]
    return found


def _name(coming: Coming, line: Line) -> str:
    profile = coming.people.profile(line.to)
    return order_key(profile.name) if profile else ""
