"""Which words a page shows, and whether they are of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pycountry
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import trans_real

from instruments.registry import all_instruments
from instruments.spec import Text
from wording.formats import country

SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
TEXTUAL = models.CharField | models.TextField | models.JSONField
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
    return [text for text in plain if _holds_a_word(text)]


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
    foreign = _only_of_other_language(language)
    return [text for text in shown_texts(html) if text in foreign]


@cache
def _only_of_other_language(language: str) -> frozenset[str]:
    catalogue = _catalogue()
    same = set(catalogue.values()) if language == "fr" else set(catalogue)
    other = set(catalogue) if language == "fr" else set(catalogue.values())
    return frozenset(other - same.union(_written_alike()))


def texts_of_no_language(french: str, english: str, data: set[str] | None = None) -> list[str]:
    """Shown texts equal on both pages, which are neither data (`written_data()`) nor words both write alike."""
    both = set(shown_texts(french)) & set(shown_texts(english))
    data = written_data() if data is None else data
    known = sorted(_written_alike() | data, key=len, reverse=True)
    return sorted(text for text in both if _holds_a_word(_without(text, known)))


def _without(text: str, known: list[str]) -> str:
    """`text` with every known value, address and mail cut out of it."""
    text = re.sub(r"\S+@\S+|https?://\S+", " ", text)
    for value in known:
        if value in text:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", text)
    return text


def _holds_a_word(text: str) -> bool:
    return re.search(r"[^\W\d_]{3}", text) is not None


def written_data() -> set[str]:
    """Every text kept in the database: what people typed is shown as it is."""
    values: set[str] = set()
    for model in apps.get_models():
        columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, TEXTUAL)]
        for row in model._default_manager.order_by().values_list(*columns) if columns else ():
            values.update(text for value in row for text in _strings_in(value))
    return {value for value in values if len(value) > 2}


def _strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
        yield from value.splitlines()
    elif isinstance(value, list | dict):
        for item in value if isinstance(value, list) else value.values():
            yield from _strings_in(item)


@cache
def _written_alike() -> frozenset[str]:
    """What French and English write the same: words of the catalogue, names, countries, time zones."""
    found = trans_real.translation("fr")._catalog
    words = {" ".join(value.split()) for key, value in found.items() if isinstance(key, str) and value == key}
    # codes that have no language, and a word that both write before a number
    words |= {entry.alpha_3 for entry in pycountry.currencies} | {"DOI", "Version"}
    codes = [entry.alpha_2 for entry in pycountry.countries]
    countries = {country(code, "fr") for code in codes} & {country(code, "en") for code in codes}
    names = {settings.PLATFORM_NAME, settings.DIRECTORATE_NAME, settings.ORGANISATION_NAME, "Français", "English"}
    instruments = {text.fr for text in _texts_of(all_instruments()) if text.fr == text.en}
    instruments |= {one.acronym for one in all_instruments()}
    return frozenset({*words, *countries, *names, *instruments, *available_timezones(), "ORCID", "ROR"})


def _texts_of(value: object) -> Iterator[Text]:
    """Every text of the definitions, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts_of(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _texts_of(getattr(value, item.name))
