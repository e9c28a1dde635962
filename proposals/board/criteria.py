"""What an address of the board asks for, read with care: what it does not know is left out, with a sentence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.db.models import Q
from django.utils.translation import gettext as _

from proposals.board import filters
from proposals.board.columns import BY_SLUG, SORTS, USUAL, USUAL_SORT, Column
from proposals.board.states import public_ranks
from proposals.querysets.board import in_order, ranked, with_visa
from wording.formats import PARIS

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

    from proposals.board.frame import Frame

LONGEST_TYPED = 60
# at most so many values of one filter: nobody chooses more
MOST_VALUES = 40
OWN_NAMES = ("q", "unit", "min", "max", "from", "to", "sort", "col", "page", "place", "all", "view")


@dataclass(frozen=True)
class Criteria:
    """The filters, order and columns of one address; `ignored` are sentences about what was left out."""

    q: str = ""
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    # days of reception, both included
    first: date | None = None
    last: date | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = USUAL_SORT
    columns: tuple[str, ...] = USUAL
    is_informed: bool = False
    ignored: tuple[str, ...] = ()

    # -- as an address -----------------------------------------------------------------------------
    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that is not as usual: the address under which this is found again."""
        usual_columns = tuple(slug for slug in self.columns if slug in BY_SLUG) == USUAL
        return [
            *([("place", "informed")] if self.is_informed else []),
            *([("q", self.q)] if self.q else []),
            *((slug, value) for slug, values in self.chosen.items() for value in values),
            *([("unit", self.unit)] if self.unit else []),
            *([("min", f"{self.least.normalize():f}")] if self.least is not None else []),
            *([("max", f"{self.most.normalize():f}")] if self.most is not None else []),
            *([("from", self.first.isoformat())] if self.first is not None else []),
            *([("to", self.last.isoformat())] if self.last is not None else []),
            *([("sort", self.sort)] if self.sort != USUAL_SORT else []),
            *([] if usual_columns else [("col", slug) for slug in self.columns]),
        ]

    @property
    def query(self) -> str:
        return "&".join([_encoded(*pair) for pair in self.pairs])

    def but(self, **changes: Any) -> str:
        """The query of the same criteria with `changes`; "all=1" where nothing is left, which asks for no own view."""
        return replace(self, **changes).query or "all=1"

    def without(self, slug: str, value: str) -> str:
        """The query without one value of one filter."""
        kept = {name: tuple(one for one in values if (name, one) != (slug, value))
                for name, values in self.chosen.items()}  # fmt: skip
        return self.but(chosen={name: values for name, values in kept.items() if values})

    def with_states(self, states: tuple[str, ...]) -> str:
        others = {name: values for name, values in self.chosen.items() if name != "state"}
        return self.but(chosen={**({"state": states} if states else {}), **others})

    @property
    def is_filtered(self) -> bool:
        bounds = (self.least, self.most, self.first, self.last)
        return bool(self.q or self.unit or self.chosen) or any(one is not None for one in bounds)

    # -- as queries --------------------------------------------------------------------------------
    def key(self, frame: Frame, *, is_counted: bool = False) -> Hashable:
        """What the queries of these criteria depend on besides the rows; None where rows of other tables decide.

        `is_counted`: by state, whatever the state and the order asked for.
        """
        if self.is_informed or not filters.NEED_NOTHING.issuperset(self.chosen):
            return None
        chosen = [one for one in self.chosen.items() if not (is_counted and one[0] == "state")]
        bounds = (self.least, self.most, self.first, self.last)
        asked = (self.q, self.unit, *bounds, *chosen, "" if is_counted else self.sort)
        return (frame.standing.offices, frame.now.astimezone(PARIS).date(), asked)

    def shown_columns(self, frame: Frame) -> list[Column]:
        """In the order of the table, those whose part the reader reads."""
        return [one for slug, one in BY_SLUG.items() if slug in self.columns and one.part in frame.parts]

    def condition(self, frame: Frame, *, with_state: bool = True, is_common: bool = False) -> Q:
        """`is_common`: many dossiers answer to the words searched."""
        found = filters.search_condition(self.q, is_common=is_common)
        for slug, values in self.chosen.items():
            if slug != "state" or with_state:
                found &= filters.BY_SLUG[slug].condition(list(values), frame)
        if self.unit:
            found &= filters.unit_condition(self.unit)
        if self.least is not None:
            found &= Q(asked__gte=self.least)
        if self.most is not None:
            found &= Q(asked__lte=self.most)
        return found & filters.received_condition(self.first, self.last)

    def ordered(self, found: QuerySet[Any], frame: Frame) -> QuerySet[Any]:
        order = SORTS[self.sort.removeprefix("-")]
        if order.needs == "visa":
            found = with_visa(found)
        if order.needs == "state":
            found = ranked(found, public_ranks() if frame.is_informed else None)
        return in_order(found, order.fields, is_descending=self.sort.startswith("-"))


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    """One pair of an address: a page of the board writes a hundred, most of them alike."""
    return f"{quote_plus(name)}={quote_plus(value)}"


def read(asked: QueryDict, frame: Frame) -> Criteria:
    """The criteria of an address. Never refuses: what is unknown, forged or too long is said in `ignored`."""
    said: list[str] = []
    chosen = {}
    for one in filters.CHOICES:
        if values := _values(one, asked.getlist(one.slug), frame, said):
            chosen[one.slug] = values
    known = {*filters.BY_SLUG, *OWN_NAMES}
    said += [_left_out(name) for name in list(asked)[:MOST_VALUES] if name not in known]
    if asked.get("place") and not frame.is_informed:
        said.append(_left_out("place"))
    return Criteria(
        q=_text(asked.get("q", ""), filters.LONGEST_SEARCH, said), unit=_unit(asked.get("unit", ""), said),
        least=_euros(asked.get("min", ""), said), most=_euros(asked.get("max", ""), said), chosen=chosen,
        **_days(asked, said),
        sort=_sort(asked.get("sort", ""), frame, said), columns=_columns(asked.getlist("col"), frame, said),
        is_informed=frame.is_informed, ignored=tuple(dict.fromkeys(said)),
    )  # fmt: skip


def _values(one: filters.Choices, typed: list[str], frame: Frame, said: list[str]) -> tuple[str, ...]:
    given = [value for value in dict.fromkeys(typed[:MOST_VALUES]) if value]
    if not given:
        return ()
    if one.part not in frame.parts or not one.is_for(frame):
        said.append(_left_out(one.slug))
        return ()
    possible = {value for value, _label in one.options(frame)}
    for value in given:
        if value not in possible:
            said.append(
                _("“%(value)s” is no value of the filter “%(filter)s”: it is left out.")
                % {"value": plain(value), "filter": one.label}
            )
    return tuple(value for value in given if value in possible)


def _text(typed: str, longest: int, said: list[str]) -> str:
    cleaned = " ".join(_printable(typed[: longest * 2]).split())
    if len(typed) > longest:
        said.append(
            _("The search is too long: only its first %(count)d characters are looked for.") % {"count": longest}
        )
    if cleaned and not filters.searched_words(cleaned):
        said.append(_("A search needs a word of two letters at least: “%(value)s” is left out.") % {
            "value": plain(cleaned)})  # fmt: skip
        return ""
    return cleaned[:longest].strip()


def _unit(typed: str, said: list[str]) -> str:
    cleaned = " ".join(_printable(typed[:LONGEST_TYPED]).split())
    if cleaned and not filters.unit_key(cleaned):
        said.append(_("“%(value)s” is no code of a unit, such as UMR 7154: it is left out.") % {"value": plain(typed)})
        return ""
    return cleaned


def _euros(typed: str, said: list[str]) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        return filters.euros(typed[:LONGEST_TYPED])
    except ValueError:
        said.append(_("“%(value)s” is no sum in euros, such as 12,500: it is left out.") % {"value": plain(typed)})
        return None


def _days(asked: QueryDict, said: list[str]) -> dict[str, date | None]:
    """The first and the last day of reception; a sentence where nothing can be between them."""
    first, last = _day(asked.get("from", ""), said), _day(asked.get("to", ""), said)
    if first is not None and last is not None and first > last:
        said.append(_("The first day of reception comes after the last one: no dossier can be between them."))
    return {"first": first, "last": last}


def _day(typed: str, said: list[str]) -> date | None:
    if not typed.strip():
        return None
    try:
        return filters.day(typed[:LONGEST_TYPED])
    except ValueError:
        said.append(_("“%(value)s” is no day, such as 30/09/2027: it is left out.") % {"value": plain(typed)})
        return None


def _sort(typed: str, frame: Frame, said: list[str]) -> str:
    if not typed:
        return USUAL_SORT
    order = SORTS.get(typed.removeprefix("-"))
    if order is None or order.part not in frame.parts:
        said.append(_("The board has no order called “%(value)s”: the newest come first.") % {"value": plain(typed)})
        return USUAL_SORT
    return typed


def _columns(typed: list[str], frame: Frame, said: list[str]) -> tuple[str, ...]:
    wanted = [slug for slug in dict.fromkeys(typed[:MOST_VALUES]) if slug]
    for slug in wanted:
        if slug not in BY_SLUG or BY_SLUG[slug].part not in frame.parts:
            said.append(_("The board has no column called “%(value)s”: it is left out.") % {"value": plain(slug)})
    known = tuple(slug for slug in BY_SLUG if slug in wanted)
    return known or USUAL


def _left_out(name: str) -> str:
    return _("The address asks for “%(value)s”, which is no filter here: it is left out.") % {"value": plain(name)}


def plain(typed: str) -> str:
    """What somebody typed, short enough and safe to be said back."""
    cleaned = " ".join(_printable(typed[: LONGEST_TYPED * 2]).split())
    return cleaned if len(cleaned) <= LONGEST_TYPED else f"{cleaned[:LONGEST_TYPED]}…"


def _printable(typed: str) -> str:
    return "".join(char if char.isprintable() or char.isspace() else " " for char in typed)
