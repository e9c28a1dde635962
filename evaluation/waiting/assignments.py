"""What waits around automatic assignments: proposals that the worker has made and nobody has read or applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from evaluation.enums import RunState
from evaluation.models import AssignmentRun
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

# a proposal that nobody wanted for a month waits for nobody
WAITS = timedelta(days=30)


def asked(standing: Standing, now: datetime) -> dict[str, QuerySet[AssignmentRun]]:
    """What `rows` counts, for an institute's officer; of a call, only the newest assignment counts. No query."""
    if not standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE):
        return {}
    newer = AssignmentRun.objects.filter(call=OuterRef("call"), institute=OuterRef("institute"), pk__gt=OuterRef("pk"))
    return {
        "proposed": AssignmentRun.objects.visible_to(standing).filter(
            ~Exists(newer.order_by()), state=RunState.PROPOSED, asked_at__gt=now - WAITS
        )
    }


def rows(number: int) -> Iterator[Waiting]:
    """The row of the proposals to read."""
    if number:
        yield Waiting(
            number=number, url=reverse("assignment_list"),
            sentence=ngettext("Proposal of the automatic assignment to read",
                              "Proposals of the automatic assignment to read", number),
            why=ngettext("Nobody is invited until you apply it.", "Nobody is invited until you apply them.", number),
        )  # fmt: skip
