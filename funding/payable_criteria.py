"""What the list of finance may be asked for: the blocks, the filters, the orders, as an address says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy

from funding.querysets.payable import UNBLOCKED

LONGEST_SEARCH = 60
WHY: Mapping[str, tuple[Any, Q]] = {
    "payable": (gettext_lazy("Payable"), UNBLOCKED),
    "blocked": (gettext_lazy("Blocked"), ~UNBLOCKED),
    "scientific": (gettext_lazy("Scientific report lacking"), Q(lacks_scientific=True)),
    "financial": (gettext_lazy("Financial report lacking"), Q(lacks_financial=True)),
    "not-running": (gettext_lazy("Action suspended or ended"), Q(is_not_running=True)),
    "derogation": (gettext_lazy("Under a derogation"), Q(is_derogated=True)),
}
SORTS = {
    "reference": (gettext_lazy("Action"), ("reference", "number")),
    "amount": (gettext_lazy("Amount"), ("amount", "reference", "number")),
    "year": (gettext_lazy("Tranche"), ("opens_on", "reference", "number")),
    "institute": (gettext_lazy("Institute"), ("institute__name", "reference", "number")),
    "delegation": (gettext_lazy("Regional delegation"), ("delegation__number", "reference", "number")),
}


@dataclass(frozen=True)
class Criteria:
    """What the address asks for; unknown values are no filter."""

    why: str = ""
    delegation: str = ""
    institute: str = ""
    instrument: str = ""
    year: str = ""
    q: str = ""
    sort: str = "reference"

    def but(self, **changes: str) -> str:
        """The same address with other answers."""
        said = {**self.__dict__, **changes}
        return urlencode([(name, value) for name, value in said.items() if value and (name, value) != USUAL])

    @property
    def query(self) -> str:
        return self.but()

    @property
    def is_filtered(self) -> bool:
        return any((self.why, self.delegation, self.institute, self.instrument, self.year, self.q))

    def conditions(self) -> Q:
        """All but the one by block, which the counts leave open."""
        found = Q()
        if self.delegation:
            found &= Q(delegation__number=self.delegation)
        if self.institute:
            found &= Q(institute__code=self.institute)
        if self.instrument:
            found &= Q(instrument_slug=self.instrument)
        if self.year:
            found &= Q(budget_year=int(self.year))
        if self.q:
            found &= Q(reference__icontains=self.q) | Q(award__title__icontains=self.q)
        return found


USUAL = ("sort", "reference")


def read(data: Mapping[str, str]) -> Criteria:
    """The criteria of an address, forged values left out."""
    year, sort = data.get("year", ""), data.get("sort", "")
    return Criteria(
        why=data.get("why", "") if data.get("why", "") in WHY else "",
        delegation=_slug(data.get("delegation", "")), institute=_slug(data.get("institute", "")),
        instrument=_slug(data.get("instrument", "")),
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
        q=data.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in SORTS else "reference",
    )  # fmt: skip


def _slug(typed: str) -> str:
    return typed if len(typed) <= 16 and typed.isascii() and typed.isprintable() else ""
