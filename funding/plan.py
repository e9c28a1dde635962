"""How a change of grant falls on the tranches not yet in a batch, and what a new plan must be. Pure, to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from evaluation.budgets import CENT


class NoRoom(Exception):
    """The tranches that can still change cannot hold it: each would not stay above zero."""


def spread(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """`amounts` in the same proportions, summing to `total`; odd cents in the first. Raises NoRoom."""
    before = sum(amounts, Decimal(0))
    if not amounts or before <= 0 or total <= 0:
        raise NoRoom
    parts = [(total * one / before).quantize(CENT, ROUND_DOWN) for one in amounts]
    parts[0] += total - sum(parts, Decimal(0))
    if min(parts) <= 0:
        raise NoRoom
    return parts


def gap(typed: Mapping[int, Decimal], to_share: Decimal) -> Decimal:
    """What is still to be shared out, in euros; negative: so much too much."""
    return to_share - sum(typed.values(), Decimal(0))
