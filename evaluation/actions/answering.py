"""A reviewer's answer to an invitation: interests first, then yes or no."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evaluation.enums import InterestLevel
from evaluation.models import Review
from workflow.engine import perform

if TYPE_CHECKING:
    from directory.standing import Standing

# what each level of interest leads to
ACTS = {
    InterestLevel.NONE: "accept",
    InterestLevel.MINOR: "accept-with-interest",
    InterestLevel.EXCLUDING: "recuse",
}


def accept(review: Review, *, level: str, ground: str = "", text: str = "", at: datetime, by: Standing) -> None:
    """Declare one's interests: without any the dossier opens, with a minor one the officer rules, else it stays closed.

    Raises Refused, MovedOn when it is answered already.
    """
    perform(review, ACTS[InterestLevel(level)], by=by, at=at, level=level, ground=ground, text=text)


def decline(review: Review, *, reason: str, colleague: str = "", at: datetime, by: Standing) -> None:
    """Decline, with a reason and maybe a colleague proposed."""
    perform(review, "decline", by=by, at=at, reason=reason, colleague=colleague)
