"""The rules in force: those of the house, or what the Derci has written for an instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notifications.models import ReminderRule
from notifications.reminding.sources import Source
from notifications.reminding.steps import Step

Steps = Mapping[str, tuple[Step, ...]]


class Rules:
    """Every rule, read in one query; steps by audience, thawed once per source and instrument."""

    def __init__(self) -> None:
        rows = ReminderRule.objects.order_by("pk").values_list("source", "instrument_slug", "steps")
        # without steps, the rule of the house was taken again
        self._own: dict[tuple[str, str], Mapping[str, Iterable[str]]] = {
            (key, slug): by for key, slug, by in rows if by
        }
        self._read: dict[tuple[str, str], Steps] = {}
        self._told: dict[tuple[str, str, frozenset[str]], tuple[tuple[Step, str], ...]] = {}

    def steps_of(self, source: Source, instrument: str) -> Steps:
        """Steps by audience; an audience that is not named is not told."""
        key = (source.key, instrument)
        if key not in self._read:
            by_audience = self._own.get(key, source.steps_of(instrument))
            self._read[key] = {
                audience: tuple(Step.read(code) for code in codes) for audience, codes in by_audience.items()
                if audience in source.audiences
            }  # fmt: skip
        return self._read[key]

    def told_to(self, source: Source, instrument: str, audiences: frozenset[str]) -> tuple[tuple[Step, str], ...]:
        """Steps of whoever belongs to these audiences, each with the audience as which they are told."""
        key = (source.key, instrument, audiences)
        if key not in self._told:
            steps = self.steps_of(source, instrument)
            # somebody told twice of the same step, as two audiences, reads it once
            once = {step: audience for audience in sorted(audiences) for step in steps.get(audience, ())}
            self._told[key] = tuple(once.items())
        return self._told[key]

    def is_own(self, source: Source, instrument: str) -> bool:
        """Whether the Derci has written this one."""
        return (source.key, instrument) in self._own

    def every_step(self, source: Source) -> set[Step]:
        """Every step that any instrument knows: what the window of dates is made of."""
        own = [by for (key, _slug), by in self._own.items() if key == source.key]
        by_instrument = [source.steps, *(source.steps_of(slug) for slug in source.instruments()), *own]
        return {Step.read(code) for by in by_instrument for codes in by.values() for code in codes}
