"""What refuses a change of grant, and what agreeing to it changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from funding.enums import ChangeKind

if TYPE_CHECKING:
    from funding.models import GrantChange
    from workflow.engine import Act


def can_be_applied(change: GrantChange, act: Act) -> Iterator[str]:
    """Asked again when it is decided: money may have moved since it was proposed."""
    from funding.actions.grants import problems

    yield from problems(change.award, change.kind, change.amount, change.from_year)


def sign(change: GrantChange, act: Act) -> None:
    """Together with the state: the database refuses a change agreed by nobody."""
    type(change).objects.filter(pk=change.pk).update(decided_at=act.at, decided_by=act.by.person_id)


def apply_change(change: GrantChange, act: Act) -> None:
    """A carry-over moves no tranche; the two others change the grant and its plan."""
    from funding.actions.grants import regrant

    if change.kind != ChangeKind.CARRY_OVER:
        regrant(change.award, change.amount, at=act.at, by=act.by, reason=change.reason)
