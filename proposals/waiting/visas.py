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

# nobody counts further; and a line that names more is not read
MOST_COUNTED, MOST_NAMED = 200, 3

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    orphans = list(_orphans(standing))
    if orphans:
        units = {code for code, _director in orphans}
        named = {code: _said(code, director) for code, director in reversed(orphans) if director["email"]}
        yield Waiting(
            number=len(units),
            sentence=ngettext("Unit without a director here", "Units without a director here", len(units)),
            why=" ".join([
                _("A dossier is filed and nobody can be asked: grant the office to the director."),
                *list(named.values())[:MOST_NAMED],
            ]),
            url=reverse("office_grant", args=[Role.UNIT_DIRECTOR.value]),
        )  # fmt: skip


def _orphans(standing: Standing) -> Iterable[tuple[str, dict[str, str]]]:
    """Unit and the director whom the carrier names, of each request that nobody receives; for those who may mend it."""
    found = Visa.objects.without_director()
    if not standing.holds_nationally(Role.ADMINISTRATOR):
        institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
        found = found.filter(institute__in=sorted(institutes)) if institutes else found.none()
    return found.order_by("-asked_at", "-pk").values_list("unit__code", "filing__content__director")[:MOST_COUNTED]


def _said(unit: str, director: dict[str, str]) -> str:
    said = {"unit": unit, "name": director["name"] or "–", "email": director["email"]}
    return _("For %(unit)s, the carrier names %(name)s, %(email)s.") % said
