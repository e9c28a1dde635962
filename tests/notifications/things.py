"""A source of reminders whose things are plain values in memory: what the run does, without dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from notifications.mails import Addressee
from notifications.reminding import sources
from notifications.reminding.sources import Due, Found, Source

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Thing:
    """Something awaited of `to` by `due`; done from `done_at` on."""

    due: datetime
    to: tuple[Any, ...]
    since: datetime = BEGINNING
    done_at: datetime | None = None
    also: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    instrument: str = "one"
    institute_id: int | None = None

    def is_awaited(self, now: datetime) -> bool:
        return self.since <= now and (self.done_at is None or now < self.done_at)


class Things(Source):
    """Awaits `things`; `find` is called at the moment of sending, `acted` before it as somebody who is quicker."""

    key = "things"
    label = "Things"
    audiences = {"doers": "whoever does it", "heads": "whoever answers for it"}
    steps: Mapping[str, tuple[str, ...]] = {"doers": ("-7d", "-2d", "-3h", "+7d"), "heads": ("+7d", "+14d")}

    def __init__(self, *things: Thing) -> None:
        self.things = dict(enumerate(things, 1))
        self.busy: frozenset[int] = frozenset()
        self.acted: Any = None

    def _dues(self, now: datetime, pks: Iterable[int]) -> list[Due]:
        awaited = [(pk, one) for pk, one in sorted(self.things.items()) if pk in set(pks) and one.is_awaited(now)]
        return [
            Due(self.key, pk, one.due, one.since, {"doers": one.to, **one.also}, f"/things/{pk}/", {"pk": pk},
                one.instrument, one.institute_id)
            for pk, one in awaited
        ]  # fmt: skip

    def listed_to(self, standing: Any) -> Any:
        return None

    def addressed_to(self, standing: Any) -> Any:
        return None

    def batches(
        self, start: datetime, end: datetime, now: datetime, *, among: Any = None, most: int | None = None
    ) -> Iterator[list[Due]]:
        yield [due for due in self._dues(now, self.things) if start < due.due <= end][:most]

    def find(self, pks: Iterable[int], now: datetime) -> Found:
        if self.acted:
            self.acted()
        return Found([due for due in self._dues(now, pks) if due.pk not in self.busy], self.busy & frozenset(pks))

    def sentence(self, due: Due) -> str:
        return f"Thing {due.words['pk']}"

    def why(self, due: Due, audience: str) -> str:
        return f"you are among the {audience}."

    def stops(self, due: Due) -> str:
        return "doing it."

    def sample(self) -> Due:
        return Due(self.key, 1, BEGINNING, BEGINNING, {"doers": (1,)}, "/", {"pk": 1})


def only(monkeypatch: pytest.MonkeyPatch, source: Source) -> Source:
    """Make `source` the only one of the house, with two instruments."""
    monkeypatch.setattr(sources, "_sources", {source.key: source})
    monkeypatch.setattr(sources, "_instruments", [lambda: {"one": "ONE", "two": "TWO"}])
    return source


def address(email: str, zone: str = "Europe/Paris", language: str = "en") -> Addressee:
    return Addressee(email, language, zone)
