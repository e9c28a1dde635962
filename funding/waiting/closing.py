"""Actions that have ended and are to be closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from funding.enums import AwardState
from funding.models import Award
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts: the actions of the officer's institutes. No query."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    if not institutes:
        return {}
    return {"close": Award.objects.filter(institute__in=institutes, state=AwardState.CLOSING)}


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The row of the actions to close."""
    if number := number_of(counted, "close"):
        yield Waiting(
            number=number, url=f"{reverse('award_list')}?state={AwardState.CLOSING}",
            sentence=ngettext("Action to close", "Actions to close", number),
            why=ngettext("It has ended: follow its check list.", "They have ended: follow their check lists.", number),
        )  # fmt: skip
