"""What granted amounts cost each budget year, and whether the envelopes hold it. Pure arithmetic, to the cent.

A grant is paid in one tranche a year from its start, in equal parts, odd cents in the first (product page §6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Year:
    """One budget year of one institute: its envelope, what runs already, what the list above the cut would take."""

    year: int
    amount: Decimal
    committed: Decimal
    cost: Decimal

    @property
    def left(self) -> Decimal:
        """What would remain; negative when it is exceeded."""
        return self.amount - self.committed - self.cost


def tranches(amount: Decimal, years: int) -> list[Decimal]:
    """`amount` euros in `years` equal parts, the odd cents in the first; they sum to it to the cent."""
    if years < 1:
        raise ValueError("at least one year")
    part = (amount / years).quantize(CENT, ROUND_DOWN)
    return [amount - part * (years - 1), *([part] * (years - 1))]


def years_of(months: int) -> int:
    """How many tranches a grant of `months` months has: one per twelve months begun."""
    return max(1, -(-months // 12))


def cost_by_year(grants: Iterable[tuple[Decimal, int]], first_year: int) -> dict[int, Decimal]:
    """What grants (euros, months) that start in `first_year` cost each budget year."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for amount, months in grants:
        for place, part in enumerate(tranches(amount, years_of(months))):
            found[first_year + place] += part
    return dict(found)


def years(cost: Mapping[int, Decimal], envelopes: Mapping[int, tuple[Decimal, Decimal]]) -> list[Year]:
    """Every year that costs something or has an envelope (amount, committed), in order; none is an envelope of zero."""
    zero = (Decimal(0), Decimal(0))
    return [Year(year, *envelopes.get(year, zero), cost.get(year, Decimal(0))) for year in sorted({*cost, *envelopes})]


def changed(before: int, after: int) -> range:
    """The places (from 0) that change when a cut moves from `before` to `after`."""
    return range(min(before, after), max(before, after))
