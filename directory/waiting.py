"""What waits for whoever keeps the directory right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.models import Office, Unit
from directory.standing import PARIS
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing

# an office that ends within this delay is worth a line
SOON = timedelta(days=30)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Units to confirm, for institutes' officers; one's own offices that end soon. Two queries at most."""
    institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    today = now.astimezone(PARIS).date()
    ending = Office.objects.filter(person=standing.person_id, ends__range=(today, today + SOON)).order_by("ends")
    if not standing.offices:
        return
    found = tallies(confirm=Unit.objects.to_confirm().of_institutes(institutes), ending=ending)
    count = found.get("confirm", (0, None))[0]
    if count:
        yield Waiting(
            number=count,
            sentence=ngettext("Unit to confirm", "Units to confirm", count),
            why=_("Code, institute and delegation come from the registry: confirm them once, they are then kept."),
            url=reverse("units_to_confirm"),
        )
    for office in ending if found.get("ending", (0, None))[0] else ():
        end = datetime.combine((office.ends or today) + timedelta(days=1), time(), PARIS)
        yield Waiting(
            number=1, sentence=_("Office that ends"), why=_("%(role)s.") % {"role": office.get_role_display()},
            url=reverse("office_list"), due=end,
        )  # fmt: skip
