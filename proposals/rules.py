"""The frozen rules of a dossier, thawed once per process: a version of a call never changes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from proposals.workflow import DOSSIER
from workflow.table import Table

if TYPE_CHECKING:
    from instruments.models import CallVersion
    from instruments.spec import Instrument

# a few hundred versions exist at most; each weighs some 50 kB once thawed
MOST_KEPT = 256
_thawed: dict[str, Instrument] = {}


def rules_of(version: CallVersion) -> Instrument:
    """The instrument as `version` froze it. Reads the version's rules only when this process has not seen them."""
    found = _thawed.get(version.fingerprint)
    if found is None:
        if len(_thawed) >= MOST_KEPT:
            _thawed.clear()
        found = _thawed[version.fingerprint] = version.definition
    return found


@lru_cache(maxsize=64)
def table_for(steps: tuple[str, ...]) -> Table:
    """The life of a dossier, restricted to these steps."""
    return DOSSIER.restricted_to(steps)
