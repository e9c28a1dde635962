"""What waits for whoever gives the unit's opinion, and for the officer when nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from proposals.models import Visa
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Opinions to give, and requests that nobody receives. One query each, for those concerned alone."""
    if standing.holds(Role.UNIT_DIRECTOR) or standing.holds(Role.INSTITUTE_DIRECTION):
        asked = Visa.objects.of_head(standing).awaiting().order_by().aggregate(number=Count("pk"), due=Min("due"))
        if asked["number"]:
            yield Waiting(
                number=asked["number"],
                sentence=ngettext("Opinion to give", "Opinions to give", asked["number"]),
                why=_("Dossiers filed by the unit: their examination waits for your opinion."),
                url=reverse("visa_queue"),
                due=asked["due"],
            )
    institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    if institutes:
        orphans = Visa.objects.without_director().filter(institute__in=sorted(institutes)).count()
        if orphans:
            yield Waiting(
                number=orphans,
                sentence=ngettext("Unit without a director here", "Units without a director here", orphans),
                why=_("A dossier is filed and nobody can be asked: grant the office to the director."),
                url=reverse("office_list"),
            )
