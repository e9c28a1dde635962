"""The lists to choose from, written once per language: two hundred countries would cost more than fifty dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString


def options(choices: Iterable[tuple[str, str]], chosen: Iterable[str]) -> SafeString:
    """<option> of each (value, label); the first chosen one is selected, and stands on top of a long list."""
    given, selected = tuple((str(value), str(label)) for value, label in choices), next(iter(chosen), "")
    if len(given) < 60:
        return SafeString("".join(_option(value, label, is_selected=value == selected) for value, label in given))
    first = "".join(_option(value, label, is_selected=True) for value, label in given if value == selected)
    return SafeString(first + _written(given))


@lru_cache(maxsize=16)
def _written(choices: tuple[tuple[str, str], ...]) -> str:
    return "".join(_option(value, label, is_selected=False) for value, label in choices)


def _option(value: str, label: str, *, is_selected: bool) -> str:
    selected = " selected" if is_selected else ""
    return f'<option value="{escape(value)}"{selected}>{escape(label)}</option>'
