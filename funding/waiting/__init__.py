"""What waits for people around running actions: one module per subject, each with what it counts and its rows.

`asked(standing, now)` names querysets, `rows(standing, counted)` says what their numbers mean: all is counted in one
query, whatever offices somebody holds. What must name a row of its own (a security opinion, a change of grant) asks
for it in `singly`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from funding.waiting import amendments, closing, formalisation, lateness, money, reports, security
from workflow.waiting import tallies

if TYPE_CHECKING:
    from directory.standing import Standing
    from workflow.waiting import Waiting

COUNTED = (reports, lateness, amendments, closing, money, formalisation)
SINGLY = (money.singly, security.singly)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Everything around running actions that waits for this standing. One query, and those of `SINGLY`."""
    if standing.person_id is None:
        return
    asked = {name: rows for subject in COUNTED for name, rows in subject.asked(standing, now).items()}
    counted = tallies(**asked) if asked else {}
    for subject in COUNTED:
        yield from subject.rows(standing, counted)
    for source in SINGLY:
        yield from source(standing)
