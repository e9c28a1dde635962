"""Whether a tranche may be paid, and if not, why. Pure: the same for finance’s list, the guard and the action’s page.

Tranche n + 1 is payable when scientific report n and financial report n are accepted, or under a derogation that is not
past its end (product page §6). It never is before the first day of its year, nor while the action does not run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext as _

from wording.formats import day as said_day
from wording.languages import shown_language


class Block(Enum):
    """Why a tranche is not payable; opaque slugs, for lists to count and filter."""

    NOT_YET = "not-yet"
    SCIENTIFIC = "scientific"
    FINANCIAL = "financial"
    NOT_RUNNING = "not-running"


@dataclass(frozen=True)
class Ground:
    """What is known of a tranche on one day (of Paris)."""

    number: int
    opens_on: date
    is_running: bool
    # of the year before: accepted, or not asked for any more
    has_scientific: bool
    has_financial: bool
    derogation_until: date | None = None


def blocks(ground: Ground, day: date) -> Iterator[Block]:
    """What blocks it on `day`; nothing: payable."""
    if not ground.is_running:
        yield Block.NOT_RUNNING
    if day < ground.opens_on:
        yield Block.NOT_YET
    if ground.number == 1 or is_derogated(ground, day):
        return
    if not ground.has_scientific:
        yield Block.SCIENTIFIC
    if not ground.has_financial:
        yield Block.FINANCIAL


def is_derogated(ground: Ground, day: date) -> bool:
    """Whether a derogation stands in for the reports on `day`, its last day included."""
    return ground.derogation_until is not None and day <= ground.derogation_until


def sentences(ground: Ground, day: date) -> list[str]:
    """The same in words: what is lacking."""
    return [_said(block, ground) for block in blocks(ground, day)]


def _said(block: Block, ground: Ground) -> str:
    year = ground.number - 1
    if block is Block.NOT_RUNNING:
        return _("The action does not run: nothing is paid while it is suspended or once it has ended.")
    if block is Block.NOT_YET:
        language = shown_language()
        return _("Payable from %(day)s.") % {"day": said_day(ground.opens_on, language)}
    if block is Block.SCIENTIFIC:
        return _("The scientific report of year %(year)d is not accepted yet.") % {"year": year}
    return _("The financial report of year %(year)d is not accepted yet.") % {"year": year}
