"""The frozen rules of a dossier, and the life they give it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from proposals.workflow import DOSSIER
from workflow.table import Table

if TYPE_CHECKING:
    from instruments.models import CallVersion
    from instruments.spec import Instrument


def rules_of(version: CallVersion) -> Instrument:
    """The instrument as `version` froze it."""
    return version.definition


@lru_cache(maxsize=64)
def table_for(steps: tuple[str, ...]) -> Table:
    """The life of a dossier, restricted to these steps."""
    return DOSSIER.restricted_to(steps)
