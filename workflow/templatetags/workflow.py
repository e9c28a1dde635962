"""A subject's state, acts and history, as pages show them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflow.engine import offers
from workflow.history import timeline as history_of
from workflow.models import Subject

register = template.Library()


@register.simple_tag
def state(subject: Subject, public: bool = False) -> SafeString:
    """The state as a shape and a word."""
    current = subject.current_state
    return format_html('<span class="ci-state ci-state--{}">{}</span>', current.shape.value, current.said_to(public=public))


@register.inclusion_tag("workflow/_timeline.html")
def timeline(subject: Subject) -> dict[str, Any]:
    """The history, newest first: who, when, what, why."""
    labels = {transition.name: transition.label for transition in subject.workflow.transitions}
    acts = {**getattr(subject, "act_labels", {}), **labels}
    rows = [{"row": row, "label": acts.get(row.act, row.act)} for row in history_of(subject)]
    return {"rows": rows}


@register.inclusion_tag("workflow/_actions.html", takes_context=True)
def actions(context: dict[str, Any], subject: Subject, url_name: str) -> dict[str, Any]:
    """The acts this person may ask for: the first possible one filled, the others as links; a refused one says why."""
    request = context["request"]
    offered = offers(subject, request.standing, request.received_at)
    return {
        "possible": [offer for offer in offered if offer.is_possible],
        "refused": [offer for offer in offered if not offer.is_possible],
        "subject": subject,
        "url_name": url_name,
    }
