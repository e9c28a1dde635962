"""Long texts: Markdown that people write, shown with a short list of allowed elements."""

from __future__ import annotations

from functools import cache

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wording.formats import spaced
from wording.languages import shown_language

register = template.Library()

ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "h5", "h6", "blockquote", "table",
           "thead", "tbody", "tr", "th", "td", "hr"}  # fmt: skip


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def markup(text: str | None, top: int = 3) -> SafeString:
    """Markdown as safe HTML: no script, no style, no image, links to the web only; its highest titles are h`top`."""
    language = shown_language()
    reader = _reader()
    tokens = reader.parse(spaced(text or "", language))
    _nest_titles(tokens, top)
    html = reader.renderer.render(tokens, reader.options, {})
    clean = nh3.clean(html, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 (nh3 has just cleaned it)


def _nest_titles(tokens: list[Token], top: int) -> None:
    """Give each title a level under the one it belongs to, leaving none out whatever levels were typed."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [*(typed for typed in above if typed < token.tag), token.tag]
        if token.type.startswith("heading_"):
            token.tag = f"h{min(top + len(above) - 1, 6)}"
