"""What a working copy set aside says that the version then filed does not: to be read, and copied back. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.spec import FieldKind, Instrument
from proposals.content import Content
from proposals.differences import Change, changes

MOST_ROWS = 16
# typed in one field: its words go back there as they are
TYPED_WHOLE = (FieldKind.TEXT, FieldKind.LINE)


@dataclass(frozen=True)
class KeptPart:
    """One part that differs; `text` is its own words as they were typed, empty where it is no text."""

    change: Change
    text: str

    @property
    def rows(self) -> int:
        """How many lines of a field show it, some eighty characters each: all of it as far as a page bears."""
        lines = sum(1 + len(line) // 80 for line in self.text.splitlines())
        return min(max(lines, 1), MOST_ROWS)


def kept_parts(rules: Instrument, filed: Content, kept: Content, language: str) -> list[KeptPart]:
    """Every part that differs, in the order of the rules, said in `language` ("fr" or "en")."""
    whole = {asked.slug for asked in rules.fields if asked.kind in TYPED_WHOLE}
    return [
        KeptPart(one, str(kept["answers"].get(one.slug) or "") if one.slug in whole else "")
        for one in changes(rules, filed, kept, language)
    ]
