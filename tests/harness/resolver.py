"""The names of every address the house answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def addresses() -> Iterator[tuple[str, str]]:
    """(name with namespace, pattern) of every address of the resolver; a nameless one is named by its pattern."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (namespace + entry.name if entry.name else pattern), pattern
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from _walk(entry, namespace + inner, pattern)
