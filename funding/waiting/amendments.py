"""Changes of running actions to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from funding.amendment_kinds import KINDS
from funding.models import Amendment
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing

APPROVERS = {role: [kind for kind, one in KINDS.items() if one.approver == role] for role in Role}


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts: requests that this person decides on, never their own. No query."""
    where = _mine(standing)
    if where is None:
        return {}
    return {"decide": Amendment.objects.to_decide().filter(where).exclude(asked_by=standing.person_id)}


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The row of the changes to decide on."""
    if number := number_of(counted, "decide"):
        yield Waiting(
            number=number, url=reverse("amendment_list"),
            sentence=ngettext("Change to decide on", "Changes to decide on", number),
            why=_("Somebody asks to change a running action."),
        )  # fmt: skip


def _mine(standing: Standing) -> Q | None:
    """The requests of the kinds this person decides on, in the scopes they hold."""
    found = Q(pk__in=())
    for role, kinds in APPROVERS.items():
        if not kinds:
            continue
        if standing.holds_nationally(role):
            found |= Q(kind__in=kinds)
        elif ids := standing.scope_ids(role, Scope.INSTITUTE):
            found |= Q(kind__in=kinds, award__institute__in=sorted(ids))
    return found if any(APPROVERS[role] and standing.holds(role) for role in APPROVERS) else None
