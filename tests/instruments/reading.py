"""What a reader sees of a page, and what a definition says: for tests that compare them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from instruments.spec import Bound, Instrument, Text

# shown in lists of instruments, or only while filling in the form
ELSEWHERE = {"short_purpose", "short"}
IN_THE_FORM = {("FormField", "help"), ("FormField", "choices")}


def words_of(page: str) -> str:
    """The words of an HTML page, in one line."""
    body = page[page.index("<body") :]
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", body)))


def plain(text: str) -> str:
    """The text with plain spaces, one at a time."""
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


def texts_of(value: Any) -> Iterator[Text]:
    """Every text of a definition that the public must be able to read."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value) and not isinstance(value, Bound | type):
        for item in fields(value):
            if item.name not in ELSEWHERE and (type(value).__name__, item.name) not in IN_THE_FORM:
                yield from texts_of(getattr(value, item.name))


def missing_from(page: str, one: Instrument, language: str) -> list[str]:
    """The texts and main bounds of the definition that the page does not show (whatever the case of letters)."""
    shown = words_of(page).casefold()
    said = [text.said(language) for text in texts_of(one)]
    said += [one.duration.said(language), one.credits.said(language)]
    return [text for text in map(plain, said) if text.casefold().rstrip(".") not in shown]
