"""The rules of reminders, for the Derci: one page of all, one form for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import HouseRequest
from notifications.actions.rules import change_rule, may_rule, restore_rule
from notifications.forms import RuleForm
from notifications.models import ReminderRule
from notifications.reminding.rules import Rules, Steps
from notifications.reminding.sources import Source, all_sources, source_of
from notifications.reminding.steps import Step
from notifications.views.shown import step_in_words
from workflow.engine import Refused
from workflow.history import timeline
from workflow.models import HistoryRow


@dataclass(frozen=True)
class Shown:
    """One rule of the list: each audience with its steps in words."""

    slug: str
    instrument: str
    audiences: list[tuple[Any, list[str]]]
    changed: ReminderRule | None


@login_required
@require_safe
def rules(request: HouseRequest) -> HttpResponse:
    """Every kind, with its rule for each instrument."""
    _derci_only(request)
    own = {(row.source, row.instrument_slug): row for row in ReminderRule.objects.select_related("changed_by")}
    in_force = Rules()
    kinds = [
        (source, [
            Shown(slug, name, _in_words(source, in_force.steps_of(source, slug)),
                  own.get((source.key, slug)) if in_force.is_own(source, slug) else None)
            for slug, name in source.instruments().items()
        ])
        for source in all_sources()
    ]  # fmt: skip
    return render(request, "notifications/rules.html", {"kinds": kinds})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HouseRequest, key: str, slug: str) -> HttpResponse:
    """Change one rule: delays before and after the date, for each audience."""
    _derci_only(request)
    source, instrument = _found(key, slug)
    kept = ReminderRule.objects.filter(source=key, instrument_slug=slug).first()
    steps = Rules().steps_of(source, slug)
    form = RuleForm(source, steps, request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(key, slug, form.cleaned_data["steps"], revision=_revision(request), at=request.received_at,
                        by=request.standing)  # fmt: skip
        except Refused as refusal:
            refused = list(refusal.reasons)
        else:
            messages.success(request, _("The rule is changed: the next reminders follow it."))
            return redirect("reminder_rules")
    context = {
        "form": form, "refused": refused, "revision": kept.revision if kept else 0,
        "source": source, "slug": slug, "instrument": instrument, "kept": kept,
        "is_own": bool(kept and kept.steps), "in_words": _in_words(source, steps),
        "entries": [_told(source, row) for row in timeline(kept)] if kept else [],
    }  # fmt: skip
    return render(request, "notifications/rule.html", context)


@login_required
@require_POST
def restore(request: HouseRequest, key: str, slug: str) -> HttpResponse:
    """Take the rule of the house again."""
    _derci_only(request)
    _found(key, slug)
    try:
        restore_rule(key, slug, revision=_revision(request), at=request.received_at, by=request.standing)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("reminder_rule", key, slug)
    messages.success(request, _("The rule of the house is in force again."))
    return redirect("reminder_rules")


def _revision(request: HouseRequest) -> int:
    """The one that was read; what is no number is nobody's."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _in_words(source: Source, steps: Steps) -> list[tuple[Any, list[str]]]:
    return [
        (name, [step_in_words(step) for step in sorted(steps.get(audience, ()), key=lambda step: step.position)])
        for audience, name in source.audiences.items()
    ]


def _told(source: Source, row: HistoryRow) -> dict[str, Any]:
    """A row of the history, with the steps it wrote."""

    written = {audience: tuple(map(Step.read, codes)) for audience, codes in row.data.get("steps", {}).items()}
    return {"at": row.at, "person": row.person, "label": ReminderRule.acts.get(row.act, row.act),
            "in_words": _in_words(source, written) if written else []}  # fmt: skip


def _found(key: str, slug: str) -> tuple[Source, str]:
    try:
        source = source_of(key)
        return source, source.instruments()[slug]
    except KeyError as unknown:
        raise Http404 from unknown


def _derci_only(request: HouseRequest) -> None:
    if not may_rule(request.standing):
        raise Http404
