"""A subject's state, acts and history, in the words meant for the one who reads the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from workflow.engine import offers
from workflow.models import Subject
from workflow.telling import entries, lines, state_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def state(context: dict[str, Any], subject: Subject) -> SafeString:
    """The state as a shape and a word. No query beyond the roles'."""
    return state_shown(subject, subject.roles_of(context["request"].standing))


@register.inclusion_tag("workflow/_timeline.html", takes_context=True)
def timeline(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The history, newest first: when, what, who, why, as far as this reader may know. One query."""
    standing = context["request"].standing
    return {"lines": lines(entries(subject, subject.roles_of(standing), standing.person_id))}


@register.inclusion_tag("workflow/_actions.html", takes_context=True)
def actions(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """The acts this person may ask for: the expected one filled, the others as links; a refused one says why.

    Expected is the first possible act that needs no reason: giving up, reopening or declining never is.
    """
    request = context["request"]
    offered = [
        {
            "label": offer.transition.label,
            "url": subject.get_transition_url(offer.transition.name),
            "reasons": offer.reasons,
            "is_expected": offer.is_possible and not offer.transition.needs_reason,
        }
        for offer in offers(subject, request.standing, request.received_at)
    ]
    first = next((act for act in offered if act["is_expected"]), None)
    return {"first": first, "others": [act for act in offered if act is not first]}
