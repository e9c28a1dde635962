"""Which words a page shows, and whether they are of its language."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import trans_real

from instruments.registry import all_instruments
from tests.instruments.reading import texts_of

SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
SILENT = ("script", "style", "code")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


class _Texts(HTMLParser):
    """Collects what is shown, leaving out parts that say they are in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        is_silent = tag in SILENT or (tag != "html" and "lang" in given) or self._is_silent
        if not is_silent:
            self.texts += [given[name] or "" for name in SHOWN_ATTRIBUTES if name in given]
        if tag not in VOID:
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_silent:
            self.texts.append(data)

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def shown_texts(html: str) -> list[str]:
    """The texts a reader of the page meets, spaces made plain, in order; without those that hold no word."""
    parser = _Texts()
    parser.feed(html)
    plain = (" ".join(text.split()) for text in parser.texts)
    return [text for text in plain if re.search(r"[^\W\d_]{3}", text)]


@cache
def _catalogue() -> dict[str, str]:
    """English source → French, of the whole house (libraries included), for texts that differ."""
    found = trans_real.translation("fr")._catalog
    pairs = found.items() if hasattr(found, "items") else []
    return {
        " ".join(key.split()): " ".join(value.split())
        for key, value in pairs
        if isinstance(key, str) and value and value != key
    }


def texts_of_other_language(html: str, language: str) -> list[str]:
    """Shown texts that are a sentence of the other language in the catalogue."""
    catalogue = _catalogue()
    same = set(catalogue.values()) if language == "fr" else set(catalogue)
    other = set(catalogue) if language == "fr" else set(catalogue.values())
    return [text for text in shown_texts(html) if text in other - same.union(_written_alike())]


def texts_of_no_language(french: str, english: str) -> list[str]:
    """Shown texts equal on both pages, which are neither data nor a word both languages write alike."""
    both = set(shown_texts(french)) & set(shown_texts(english))
    known = written_data() + "\n" + "\n".join(_written_alike())
    return sorted(text for text in both if not all(part in known for part in re.split(r" [·–] ", text)))


def written_data() -> str:
    """Every text kept in the database: what people typed is shown as it is."""
    values: list[str] = []
    for model in apps.get_models():
        fields = [f.attname for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
        for row in model._default_manager.order_by().values_list(*fields) if fields else ():
            values += [" ".join(str(value).split()) for value in row if value]
        if {"first_name", "last_name"} <= set(fields):
            values += [" ".join(pair) for pair in model._default_manager.values_list("first_name", "last_name")]
    return "\n".join(values)


def _written_alike() -> list[str]:
    found = trans_real.translation("fr")._catalog
    alike = [" ".join(value.split()) for key, value in found.items() if isinstance(key, str) and value == key]
    names = [settings.PLATFORM_NAME, settings.DIRECTORATE_NAME, settings.ORGANISATION_NAME]
    names.append(settings.DATA_PROTECTION_EMAIL)
    names += [one.acronym for one in all_instruments()]
    names += [text.fr for one in all_instruments() for text in texts_of(one) if text.fr == text.en]
    return [*alike, *names, *(name for _, name in (("fr", "Français"), ("en", "English")))]
