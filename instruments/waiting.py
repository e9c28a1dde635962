"""What waits for whoever prepares calls, and the dates of calls to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from instruments.access import CALL_OWNERS
from instruments.models import Call
from workflow.waiting import Milestone, Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Drafts that somebody has to open. One query, for those who prepare calls alone."""
    if not standing.roles & CALL_OWNERS:
        return
    drafts = list(Call.objects.visible_to(standing).in_preparation())
    if drafts:
        dated = [call.opens for call in drafts if call.opens]
        yield Waiting(
            number=len(drafts),
            sentence=ngettext("Call to open", "Calls to open", len(drafts)),
            why=_("In preparation: %(titles)s.") % {"titles": ", ".join(call.title for call in drafts[:3])},
            url=reverse("call_preview", args=[drafts[0].slug]) if len(drafts) == 1 else reverse("call_list"),
            due=min(dated, default=None),
        )


def milestones(standing: Standing, now: datetime) -> Iterator[Milestone]:
    """Openings and closings to come of the calls everybody sees. One query."""
    calls = Call.objects.visible_to(standing).announced_after(now)
    for call in calls:
        if call.opens and call.opens > now:
            yield Milestone(call.opens, _("%(call)s: opening") % {"call": call.title}, call.get_absolute_url())
        if call.closes and call.closes > now:
            yield Milestone(call.closes, _("%(call)s: closing") % {"call": call.title}, call.get_absolute_url())
