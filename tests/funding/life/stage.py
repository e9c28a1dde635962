"""The stage: a clock, what is tried and what was refused, the months one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.utils import translation

from directory.standing import PARIS
from funding.actions import batches, clock, set_up_clock
from funding.models import Award
from instruments.instants import shifted_months
from notifications.reminding.run import remind
from proposals.models import Dossier
from tests.funding.life import actors, formal, laws, mishaps, yearly
from tests.funding.life.oracle import Oracle
from tests.funding.life.people import People
from tests.funding.life.script import Character, Script
from workflow.engine import Refused

BEGINNING = date(2027, 1, 1)
# a moment at which it is past eight in the morning and before midnight wherever people live
NIGHTLY = time(14)
T = TypeVar("T")


class Life:
    """The awards of a script, carried month by month by everybody's acts; the laws are asked after each step."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.now = datetime.combine(BEGINNING, time(8), tzinfo=UTC)
        self.people = People()
        self.oracle = Oracle()
        self.laws = laws.Laws()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.nights = 0
        # by place in the cast: the dossiers of one line of actions, the newest last
        self.lines: list[list[Dossier]] = [[] for _one in script.cast]
        self._places: dict[int, int] = {}
        self.is_away = False
        self.is_orderly = False
        self.events: dict[int, list[Any]] = {}
        for event in script.events:
            self.events.setdefault(event.month, []).append(event)

    # -- the clock -----------------------------------------------------------------------------------------
    @property
    def today(self) -> date:
        """The day of Paris."""
        return self.now.astimezone(PARIS).date()

    def tick(self) -> datetime:
        """A minute later: people act one after the other."""
        self.now += timedelta(minutes=1)
        return self.now

    def attempt(self, name: str, act: Callable[[], T]) -> T | None:
        """What a person tries: done, or refused with a sentence. Anything else is a fault of the house."""
        self.tick()
        try:
            made = act()
        except Refused as refused:
            self.refused[name] += 1
            if not refused.reasons or not all(refused.reasons):
                raise AssertionError(f"{name} is refused without a word") from refused
            return None
        self.done[name] += 1
        return made

    # -- what there is -------------------------------------------------------------------------------------
    def character(self, award: Award) -> Character:
        return self._cast(award.dossier_id)

    def _cast(self, dossier_id: int) -> Character:
        return self.script.cast[self.place(dossier_id)]

    def place(self, dossier_id: int) -> int:
        """Where the line of a dossier stands in the cast."""
        return self._places[dossier_id]

    def keep(self, place: int, dossier: Dossier) -> None:
        """A dossier of this line."""
        self.lines[place].append(dossier)
        self._places[dossier.pk] = place

    def awards(self, *states: str) -> list[Award]:
        found = Award.objects.filter(state__in=states) if states else Award.objects.all()
        return list(found.select_related("version", "carrier").order_by("pk"))

    def award_of(self, whom: int) -> Award | None:
        """One of the actions that are not closed, around again; it alone is read whole: something befalls often."""
        living = Award.objects.filter(state__in=("running", "suspended", "closing")).order_by("pk")
        found = [
            pk for pk, dossier in living.values_list("pk", "dossier_id")
            if not self._cast(dossier).is_sheltered
        ]  # fmt: skip
        whole = Award.objects.select_related("version", "carrier")
        return whole.get(pk=found[whom % len(found)]) if found else None

    # -- the months ----------------------------------------------------------------------------------------
    def live(self, on_year: Callable[[], None] | None = None) -> None:
        """Every month; then the history is verified. `on_year` is called after each December."""
        with translation.override("fr"):
            for month in range(self.script.months):
                self.month(month)
                if on_year and month % 12 == 11:
                    on_year()
        self.laws.at_last()

    def month(self, month: int) -> None:
        """People act on the first day; the scheduler runs on some of the nights; the laws are asked."""
        first = shifted_months(BEGINNING, month)
        self.now = datetime.combine(first, time(8), tzinfo=UTC)
        self.is_away = False
        # before anybody acts, so that something waits; a third of the offices, another one each January
        if month % 2 == 0:
            actors.ask(self, (month // 2 + month // 12) % 3)
        formal.step(self, month)
        yearly.step(self)
        for event in self.events.get(month, ()):
            mishaps.befall(self, event)
        last = shifted_months(first, 1) - timedelta(days=1)
        # twice or more in one month of three; else once, on the last
        for day in self._nights(last) if month % 3 == 0 else [last]:
            self.night(day)
        self.check()

    def _nights(self, last: date) -> list[date]:
        """Those on which something becomes ready, thinned; the last of the month anyway."""
        if self.is_away:
            return [last]
        days = sorted(day for day in self.oracle.days_ahead(self.now, last) if self.today < day < last)
        most = self.script.nights - 1
        return [*days[:: max(1, -(-len(days) // most))][:most], last] if most else [last]

    def night(self, day: date) -> None:
        """What the worker does of itself, twice as often as need be."""
        self.now = datetime.combine(day, NIGHTLY, tzinfo=UTC)
        self.nights += 1
        clock.end_what_is_over(self.now)
        batches.settle_all(self.now)
        set_up_clock.follow_set_ups(self.now)
        expected = self.oracle.expected(self.now)
        remind(self.now)
        self.oracle.compare(expected, self.now)
        if self.nights % 10 == 0:
            remind(self.now + timedelta(minutes=5))
            self.oracle.compare(set(), self.now + timedelta(minutes=5))

    def check(self) -> None:
        """The laws, and what the database holds at the end of each transaction."""
        connection.check_constraints()
        self.laws.ask(self)
