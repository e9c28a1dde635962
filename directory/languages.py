"""Names of languages in French and English. Pure."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=512)
def language_name(code: str, language: str) -> str:
    """ "ja" gives "japonais" in French; an unknown code is given back, an empty one gives nothing."""
    try:
        return Locale.parse(code).get_language_name(language) or code if code else ""
    except (UnknownLocaleError, ValueError):
        return code
