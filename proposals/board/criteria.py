"""What the board is asked for: its filters, its order, its columns; as an address and as a query."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.db.models import Q

from proposals.board import filters
from proposals.board.columns import BY_SLUG, SORTS, USUAL, USUAL_SORT, Column
from proposals.board.states import public_ranks
from proposals.querysets.board import in_order, ranked, with_visa
from wording.formats import PARIS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from proposals.board.frame import Frame


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
