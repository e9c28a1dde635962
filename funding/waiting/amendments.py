"""Changes of running actions to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.standing import PARIS
from funding.deciding import decided_by
from funding.models import Amendment
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts: requests that this person decides on, never their own. No query."""
    where = decided_by(standing, now.astimezone(PARIS).date())
    return {} if where is None else {"decide": Amendment.objects.to_decide().filter(where)}


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The row of the changes to decide on."""
    if number := number_of(counted, "decide"):
        yield Waiting(
            number=number, url=reverse("amendment_list"),
            sentence=ngettext("Change to decide on", "Changes to decide on", number),
            why=_("Somebody asks to change a running action."),
        )  # fmt: skip
