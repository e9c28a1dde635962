"""`{% translate "…" %}` and `{% url "…" %}` whose words are known when a template is read: found once, then kept.

The same tags with the same answers; a page says some forty such sentences and a dozen such addresses. What holds a
variable, or is put into one, stays with Django's own nodes.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_of_django
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

register = template.Library()


class SaidNode(template.Node):
    """A sentence, once per language. What stands in a template is safe: it is never escaped."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self._said: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = self.node.render(context)
        return said


class AddressNode(template.Node):
    """An address without a part of its own, once per table of addresses."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.node = node
        self._found: dict[tuple[str, str], str] = {}

    def render(self, context: template.Context) -> str:
        key = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.node.render(context)
        return found


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> template.Node:
    """Django's own, kept when it says one sentence."""
    node = do_translate(parser, token)
    is_one = not (node.asvar or node.noop) and _is_literal(node.filter_expression)
    if is_one and (node.message_context is None or _is_literal(node.message_context)):
        return SaidNode(node)
    return node


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """Django's own, kept when it always gives one address."""
    node = url_of_django(parser, token)
    # a name within a namespace depends on where the reader is
    is_one = not (node.asvar or node.args or node.kwargs) and _is_literal(node.view_name)
    return AddressNode(node) if is_one and ":" not in node.view_name.token else node


def _is_literal(expression: FilterExpression) -> bool:
    """Whether it is one constant text, through no filter."""
    if expression.filters:
        return False
    return not isinstance(expression.var, Variable) or expression.var.lookups is None
