"""What waits for a person: the rows of the home page. Apps give theirs in `waiting.py`; the portal reads them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One row: how many, what as a verb or a noun (the link), why in one sentence, by when if there is a date."""

    number: int
    sentence: str
    why: str
    url: str
    due: datetime | None = None


@dataclass(frozen=True)
class Milestone:
    """A date to come that concerns this person."""

    at: datetime
    label: str
    url: str
