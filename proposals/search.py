"""What the board's search reads of a dossier: folded words, kept in one column. No query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from directory.search.folding import index_words
from wording.formats import country

if TYPE_CHECKING:
    from proposals.content import Content
    from proposals.models import Dossier


def search_text(dossier: Dossier, content: Content) -> str:
    """The words under which a filed dossier is found: reference, titles, people, unit, partners, keywords."""
    carrier, unit = content["carrier"], content["unit"] or {}
    texts = [
        dossier.reference, content["title"], content["acronym"], carrier["first_name"], carrier["last_name"],
        unit.get("code"), unit.get("name"), unit.get("acronym"), *_partners(content), *_keywords(content),
    ]  # fmt: skip
    return " ".join(["", *sorted(index_words(text for text in texts if text)), ""])


def _partners(content: Content) -> list[Any]:
    names = ("institution", "laboratory", "city", "lead_first_name", "lead_last_name")
    countries = [country(one["country"], language) for one in content["partners"] if one["country"]
                 for language in ("fr", "en")]  # fmt: skip
    return [*countries, *(partner[name] for partner in content["partners"] for name in names)]


def _keywords(content: Content) -> list[str]:
    found = content["answers"].get("keywords", [])
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []
