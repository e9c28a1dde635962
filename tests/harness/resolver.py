"""The names of every address the house answers, and what each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def addresses() -> Iterator[tuple[str, str]]:
    """(name with namespace, pattern) of every address of the resolver; a nameless one is named by its pattern."""
    for name, pattern, _view in _walk(get_resolver(), "", ""):
        yield name, pattern


def taking(method: str) -> set[str]:
    """The names of the addresses whose view answers `method`, as far as the view says; one that says nothing may."""
    return {name for name, _pattern, view in _walk(get_resolver(), "", "") if method in (methods_of(view) or {method})}


def methods_of(view: Callable[..., Any]) -> set[str] | None:
    """The methods a view lets in: by its decorators (each narrows) and by its class; None when neither says."""
    found: set[str] | None = None
    layer: Any = view
    while layer is not None:
        said = _said_by_decorator(layer) or _said_by_class(layer)
        if said:
            found = said if found is None else found & said
        layer = getattr(layer, "__wrapped__", None)
    return found


def _said_by_decorator(layer: Any) -> set[str]:
    """What Django's `require_http_methods` (and `require_POST`, `require_safe`) keeps in its closure."""
    names = layer.__code__.co_freevars if hasattr(layer, "__code__") else ()
    held = dict(zip(names, getattr(layer, "__closure__", None) or (), strict=False))
    return set(held["request_method_list"].cell_contents) if "request_method_list" in held else set()


def _said_by_class(layer: Any) -> set[str]:
    view_class = getattr(layer, "view_class", None)
    return {name.upper() for name in getattr(view_class, "http_method_names", ()) if hasattr(view_class, name)}


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (namespace + entry.name if entry.name else pattern), pattern, entry.callback
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, namespace + inner, pattern)
