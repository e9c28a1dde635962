"""Long texts: Markdown that people write, shown with a short list of allowed elements."""

from __future__ import annotations

from functools import cache

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from wording.formats import spaced

register = template.Library()

# headings begin under the page's own h2
ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "table", "thead", "tbody", "tr",
           "th", "td", "hr"}  # fmt: skip


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def markup(text: str | None) -> SafeString:
    """Markdown as safe HTML: no script, no style, no image, links to the web only."""
    language = "en" if get_language() == "en" else "fr"
    html = _reader().render(spaced(text or "", language))
    for shown, written in (("h4", "h2"), ("h3", "h1")):
        html = html.replace(f"<{written}>", f"<{shown}>").replace(f"</{written}>", f"</{shown}>")
    clean = nh3.clean(html, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 (nh3 has just cleaned it)
