"""The header and the footer: which entries a person sees, pieces that stand twice on a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Engine
from django.utils.safestring import SafeString

from portal.navigation import FOOTER, MAIN, Menu, entries

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> Menu:
    """The main menu for this person; nothing on a page rendered without a request."""
    request = context.get("request")
    return Menu(entries(MAIN, request) if request is not None else [])


@register.simple_tag(takes_context=True)
def footer(context: dict[str, Any]) -> Menu:
    """The entries of the footer."""
    request = context.get("request")
    return Menu(entries(FOOTER, request) if request is not None else [])


@register.simple_tag(takes_context=True)
def rendered(context: template.Context, name: str) -> SafeString:
    """A piece that stands more than once on the page, rendered once: `{% rendered "pieces/…" as piece %}`."""
    return Engine.get_default().get_template(name).render(context)
