"""The filters of the board as one table: name in the address, words, values, condition, part of the dossier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.search.folding import is_indexed, query_words
from instruments.registry import all_instruments
from proposals.board import ages, states
from proposals.board.listing import unit_key
from proposals.enums import Part, VisaOpinion, VisaState
from proposals.querysets.board import with_opinion, with_words, without_opinion
from wording.formats import PARIS, country_choices

if TYPE_CHECKING:
    from proposals.board.frame import Frame

LONGEST_SEARCH = 200
MOST_WORDS = 8
MOST_EUROS = Decimal(10) ** 10
# nothing was received before, nothing is asked of later
FIRST_YEAR, LAST_YEAR = 1900, 2200
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """A filter whose values are known: several of them are joined by "or"."""

    slug: str
    label: Any
    options: Callable[[Frame], Options]
    condition: Callable[[list[str], Frame], Q]
    part: str = Part.CONTENT
    # asked for by those to whom it makes a difference
    is_for: Callable[[Frame], bool] = lambda frame: True
    # stands on the board itself, not only among all filters
    is_usual: bool = False


def _states(frame: Frame) -> Options:
    if frame.is_informed:
        return [(group.slug, str(group.label)) for group in states.PUBLIC]
    return [(slug, states.word(slug)) for group in states.INNER for slug in group.states]


def _countries(frame: Frame) -> Options:
    return list(country_choices(frame.language))


def _calls(frame: Frame) -> Options:
    return [(call.slug, call.said("title")) for call in frame.calls.values()]


def _years(frame: Frame) -> Options:
    return [(str(year), str(year)) for year in sorted({call.year for call in frame.calls.values()}, reverse=True)]


def _priorities(frame: Frame) -> Options:
    several = frame.has_several_institutes
    named = [
        (str(pk), f"{one.label} ({frame.institutes[one.institute_id].code})" if several else one.label)
        for pk, one in frame.priorities.items()
    ]
    return [("any", _("any priority")), *named]


def _visas(frame: Frame) -> Options:
    return [
        ("awaited", _("awaited")), (VisaOpinion.FAVOURABLE, _("favourable")), (VisaOpinion.RESERVED, _("reserved")),
        (VisaOpinion.UNFAVOURABLE, _("unfavourable")), ("waived", _("waived")), ("none", _("not asked")),
    ]  # fmt: skip


def _has_visa(values: list[str], frame: Frame) -> Q:
    in_state = {"awaited": (VisaState.ASKED, VisaState.PREPARED), "waived": (VisaState.WAIVED,)}
    wanted = [state for value in values for state in in_state.get(value, ())]
    opinions = [value for value in values if value in VisaOpinion.values]
    found = with_opinion(wanted, opinions) if wanted or opinions else Q(pk__in=())
    return found | without_opinion() if "none" in values else found


RULES = {"block": Q(blocks__gt=0), "warn": Q(blocks=0, warns__gt=0), "ok": Q(blocks=0, warns=0)}


def _favoured(values: list[str], frame: Frame) -> Q:
    """In the call of a priority, of its institute, with one of its countries."""
    wanted = frame.priorities.values() if "any" in values else [frame.priorities[int(value)] for value in values]
    return _any(
        Q(call=one.call_id, institute=one.institute_id) & _any(Q(listed_countries__contains=f" {code} ")
                                                               for code in one.countries)
        for one in wanted
    )  # fmt: skip


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=()))


CHOICES = (
    Choices("state", gettext_lazy("State"), _states,
            lambda values, frame: Q(state__in=states.widened(values, is_public=frame.is_informed))),
    Choices("country", gettext_lazy("Partner country"), _countries,
            lambda values, frame: _any(Q(listed_countries__contains=f" {code} ") for code in values), is_usual=True),
    Choices("rules", gettext_lazy("Rules"),
            lambda frame: [("block", _("something blocks")), ("warn", _("to check")), ("ok", _("in order"))],
            lambda values, frame: _any(RULES[value] for value in values), Part.VERDICTS, is_usual=True),
    Choices("visa", gettext_lazy("Director’s opinion"), _visas, _has_visa, Part.VISA, is_usual=True),
    Choices("late", gettext_lazy("Time in its state"),
            lambda frame: [("late", _("longer than aimed at")), ("near", _("soon too long"))],
            lambda values, frame: _any({"late": ages.is_late, "near": ages.is_near}[value](frame.now)
                                       for value in values), Part.HISTORY, is_usual=True),
    Choices("taken", gettext_lazy("Taken back"), lambda frame: [("yes", _("being corrected by the carrier"))],
            lambda values, frame: Q(taken_back_at__isnull=False), Part.HISTORY),
    Choices("instrument", gettext_lazy("Instrument"),
            lambda frame: [(one.slug, one.acronym) for one in all_instruments()],
            lambda values, frame: Q(instrument_slug__in=values)),
    Choices("call", gettext_lazy("Call"), _calls,
            lambda values, frame: Q(call__in=[pk for pk, call in frame.calls.items() if call.slug in values])),
    Choices("year", gettext_lazy("Year of the call"), _years,
            lambda values, frame: Q(call__in=[pk for pk, call in frame.calls.items() if str(call.year) in values])),
    Choices("priority", gettext_lazy("Priority of the institute"), _priorities, _favoured),
    Choices("institute", gettext_lazy("Institute"),
            lambda frame: [(one.code, one.name) for one in frame.institutes.values()],
            lambda values, frame: Q(institute__in=[pk for pk, one in frame.institutes.items() if one.code in values]),
            is_for=lambda frame: frame.has_several_institutes),
    Choices("delegation", gettext_lazy("Regional delegation"),
            lambda frame: [(one.number, str(one)) for one in frame.delegations.values()],
            lambda values, frame: Q(delegation__in=[pk for pk, one in frame.delegations.items()
                                                    if one.number in values])),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in CHOICES}
# their condition is made of what was asked, the offices of the reader and the day alone
NEED_NOTHING = frozenset({"state", "country", "rules", "visa", "late", "taken", "instrument"})


def search_condition(typed: str, *, is_common: bool = False) -> Q:
    """Every word typed is the beginning of a word of the dossier: no accent, no case, a code with or without space."""
    return with_words(searched_words(typed), are_common=is_common)


def searched_words(typed: str) -> list[str]:
    """The words that a search asks for; lone letters say too little."""
    return [word for word in dict.fromkeys(query_words(typed[:LONGEST_SEARCH])) if is_indexed(word)][:MOST_WORDS]


def unit_condition(typed: str) -> Q:
    """The unit's code, with or without its space, or the beginning of it."""
    return Q(unit_key__startswith=unit_key(typed))


def received_condition(first: date | None, last: date | None) -> Q:
    """First received from the day `first` to the day `last`, both included, as the clocks of Paris count days.

    The date of reception is given once, with the first filed version, and never changes: what the board keeps of its
    counts is renewed by that version (`COUNTED` in `editions.py`).
    """
    found = Q()
    if first is not None:
        found &= Q(first_filed_at__gte=_midnight(first))
    if last is not None:
        found &= Q(first_filed_at__lt=_midnight(last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    # the clocks change at two or three o'clock: there is one midnight a day
    return datetime.combine(day, time(), PARIS)


def day(typed: str) -> date:
    """A day as people write it or a page sends it: "30/09/2027", "2027-09-30". Raises ValueError otherwise."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            found = datetime.strptime(typed.strip(), form).date()
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
    raise ValueError(typed)


def euros(typed: str) -> Decimal:
    """A sum as people write it: "12 500", "12 500,50 €", "€12,500". Raises ValueError otherwise."""
    plain = re.sub(r"[\s\u00a0\u202f€]", "", typed)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", plain):
        plain = plain.replace(",", "")
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise ValueError(typed) from None
    if not value.is_finite() or not 0 <= value <= MOST_EUROS:
        raise ValueError(typed)
    return value
