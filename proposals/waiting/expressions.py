"""Expressions of interest that the institute has to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from proposals.enums import DossierState as S
from proposals.models import Dossier
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

# nobody counts further
MOST_COUNTED = 200


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query, for officers alone."""
    institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    if not institutes:
        return
    expressed = Dossier.objects.filter(institute__in=sorted(institutes), state=S.EXPRESSED)
    uids = list(expressed.order_by("state_since", "pk").values_list("uid", flat=True)[:MOST_COUNTED])
    if uids:
        first = reverse("dossier", args=[uids[0]])
        yield Waiting(
            number=len(uids),
            sentence=ngettext("Expression of interest to answer", "Expressions of interest to answer", len(uids)),
            why=_("Invite the team to file, or advise against it with a reason."),
            url=first if len(uids) == 1 else reverse("triage_board") + "?state=expressed",
        )
