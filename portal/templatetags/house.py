"""The header and the footer: which entries a person sees."""

from __future__ import annotations

from typing import Any

from django import template

from portal.navigation import FOOTER, MAIN, Entry, entries

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Entry]:
    """The entries of the main menu for this person; nothing on a page rendered without a request."""
    request = context.get("request")
    return entries(MAIN, request) if request is not None else []


@register.simple_tag(takes_context=True)
def footer(context: dict[str, Any]) -> list[Entry]:
    """The entries of the footer."""
    request = context.get("request")
    return entries(FOOTER, request) if request is not None else []
