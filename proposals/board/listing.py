"""What the board shows, sorts and filters of a dossier, taken from the version that was filed. No query.

The dossier's own columns are the working copy: while a carrier corrects it, the board still says what was filed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from directory.search.folding import query_words, words
from instruments.checks import Level
from proposals.enums import FilingKind, Side
from proposals.facts import asked_in, countries_abroad, verdicts_of
from proposals.search import search_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from instruments.checks import Problem
    from proposals.content import Content
    from proposals.models import Dossier

# the columns written by `list_on_board`, for `save(update_fields=…)` and `bulk_update`
COLUMNS = ("listed", "asked", "blocks", "warns", "listed_countries", "title_key", "carrier_key", "unit_key",
           "partner_key", "search_text")  # fmt: skip
VERDICTS = ("blocks", "warns")
LONGEST_KEY = 120


def list_on_board(dossier: Dossier, content: Content, kind: str = FilingKind.DOSSIER) -> None:
    """Set the board's columns of `dossier` (its reference included in the search) from a filed `content`."""
    carrier, unit = content["carrier"], content["unit"] or {"code": "", "name": ""}
    partners = [one for one in content["partners"] if one["side"] == Side.FOREIGN]
    dossier.listed = {
        "title": content["title"], "acronym": content["acronym"],
        "carrier": f"{carrier['first_name']} {carrier['last_name']}".strip(),
        "unit": unit["code"], "laboratory": unit["name"],
        "partners": [[one["institution"] or one["laboratory"], one["country"]] for one in partners],
    }  # fmt: skip
    dossier.asked = asked_in(dossier.rules, content, kind)
    list_verdicts(dossier, verdicts_of(dossier.rules, content, kind))
    # between spaces, so that one code is found without beginning or end
    dossier.listed_countries = "".join(f" {code}" for code in countries_abroad(partners)) + " "
    dossier.title_key = key(content["title"])
    dossier.carrier_key = key(f"{carrier['last_name']} {carrier['first_name']}")
    dossier.unit_key = unit_key(unit["code"], unit["name"])
    dossier.partner_key = key(partners[0]["institution"] or partners[0]["laboratory"]) if partners else ""
    dossier.search_text = search_text(dossier, content)


def list_verdicts(dossier: Dossier, found: Iterable[Problem]) -> None:
    """Set how many verdicts block and warn (the columns of `VERDICTS`)."""
    levels = [one.level for one in found]
    dossier.blocks, dossier.warns = levels.count(Level.BLOCK), levels.count(Level.WARN)


def key(text: str) -> str:
    """What names are put in order by, the same on any database: folded words."""
    return " ".join(words(text))[:LONGEST_KEY]


def unit_key(code: str, name: str = "") -> str:
    """A unit is found by its code with or without space, and put in order by it: "umr7154 institut de physique"."""
    return " ".join([*query_words(code), *words(name)])[:LONGEST_KEY]


def partners_of(row: Any) -> list[tuple[str, str]]:
    """Institution and country code of each foreign partner of a listed row."""
    return [(name, code) for name, code in row.listed.get("partners", [])]
