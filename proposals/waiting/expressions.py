"""Expressions of interest that the institute has to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from proposals.enums import DossierState as S
from proposals.models import Dossier
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query, for officers alone."""
    institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    if not institutes:
        return
    expressed = Dossier.objects.filter(institute__in=sorted(institutes), state=S.EXPRESSED)
    found = expressed.aggregate(number=Count("pk"), uid=Min("uid"))
    if found["number"]:
        first = reverse("dossier", args=[found["uid"]])
        yield Waiting(
            number=found["number"],
            sentence=ngettext("Expression of interest to answer", "Expressions of interest to answer", found["number"]),
            why=_("Invite the team to file, or advise against it with a reason."),
            url=first if found["number"] == 1 else reverse("triage_board") + "?state=expressed",
        )
