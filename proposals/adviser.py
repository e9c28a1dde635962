"""Which instrument suits a collaboration: each definition is held against a few answers. Pure, names no instrument.

Everything comes from the definitions: a fifth instrument is advised like the others as soon as its file exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from instruments.spec import FieldKind, Instrument


class History(StrEnum):
    """What the teams have done together."""

    NONE = "none"
    SOME = "some"
    LONG = "long"


@dataclass(frozen=True, kw_only=True)
class Need:
    """What somebody wants; None where they do not know yet. `countries`: partner countries, three for more."""

    history: History
    countries: int
    has_place: bool
    is_network: bool
    months: int | None = None
    euros: Decimal | None = None


@dataclass(frozen=True)
class Reason:
    """One sentence for or against an instrument; `weight` says how much it counts against."""

    is_for: bool
    sentence: str
    weight: int = 0


@dataclass(frozen=True)
class Advice:
    """One instrument with its reasons."""

    instrument: Instrument
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """How much speaks against it; 0 when nothing does."""
        return sum(reason.weight for reason in self.reasons if not reason.is_for)

    @property
    def pros(self) -> list[str]:
        return [reason.sentence for reason in self.reasons if reason.is_for]

    @property
    def cons(self) -> list[str]:
        return [reason.sentence for reason in self.reasons if not reason.is_for]


def advise(need: Need, instruments: Iterable[Instrument]) -> list[Advice]:
    """Every instrument with its reasons, the one that suits best first; of two alike, the lighter one."""
    found = [Advice(one, tuple(_reasons(one, need))) for one in instruments]
    return sorted(found, key=lambda advice: (advice.weight, -len(advice.pros), advice.instrument.order))


def _reasons(one: Instrument, need: Need) -> Iterator[Reason]:
    yield from _place(one, need)
    yield from _network(one, need)
    yield from _countries(one, need)
    yield from _history(one, need)
    yield from _bounds(one, need)


def _place(one: Instrument, need: Need) -> Iterator[Reason]:
    """A dedicated unit may be created for it: it is made for a place."""
    is_place = one.dedicated_unit is not None
    if need.has_place and is_place:
        yield Reason(True, _("It settles people in one identified place, for long."))
    elif need.has_place:
        yield Reason(False, _("It creates no shared place."), 8)
    elif is_place:
        yield Reason(False, _("It is made for a lasting shared place, which you do not plan."), 8)


def _network(one: Instrument, need: Need) -> Iterator[Reason]:
    """An instrument that needs several foreign laboratories structures a community."""
    is_network = (one.partners.foreign_laboratories.minimum or 0) > 1
    if is_network and need.is_network:
        yield Reason(True, _("It structures a community: %(who)s.") % {"who": one.partners.foreign_laboratories})
    elif is_network:
        yield Reason(False, _("It structures a community rather than one common project."), 5)
    elif need.is_network:
        yield Reason(False, _("It carries one common project, not a network."), 5)


def _countries(one: Instrument, need: Need) -> Iterator[Reason]:
    partners, count = one.partners, need.countries
    leads = partners.foreign_leads.maximum
    if not partners.foreign_countries.allows(count):
        sentence = _("Partner countries: it provides for %(bound)s.") % {"bound": partners.foreign_countries}
        yield Reason(False, sentence, 6)
    elif leads is not None and count > leads:
        yield Reason(False, _("On the foreign side it provides for %(bound)s.") % {"bound": partners.foreign_leads}, 6)
    elif partners.foreign_countries.maximum is not None:
        sentence = _("Partner countries: it provides for %(bound)s.") % {"bound": partners.foreign_countries}
        yield Reason(True, sentence)


def _history(one: Instrument, need: Need) -> Iterator[Reason]:
    """What needs no earlier exchange is a first step; what asks for joint publications consolidates."""
    asks_past = any(asked.kind is FieldKind.PUBLICATIONS for asked in one.fields)
    if one.no_prerequisite is not None:
        if need.history is History.LONG:
            yield Reason(False, _("It is a first step: an established collaboration can aim further."), 3)
        else:
            yield Reason(True, str(one.no_prerequisite))
    elif asks_past:
        if need.history is History.LONG:
            yield Reason(True, _("It builds on what the teams have already done together."))
        else:
            weight = 4 if need.history is History.NONE else 1
            yield Reason(False, _("What the teams have already done together is judged."), weight)


def _bounds(one: Instrument, need: Need) -> Iterator[Reason]:
    if need.months is not None:
        sentence = _("Duration: %(bound)s.") % {"bound": one.duration}
        is_met = one.duration.allows(need.months)
        yield Reason(is_met, sentence, 0 if is_met else 2)
    if need.euros is not None:
        sentence = _("Credits over the whole action: %(bound)s.") % {"bound": one.credits}
        is_met = one.credits.allows(need.euros)
        yield Reason(is_met, sentence, 0 if is_met else 2)
