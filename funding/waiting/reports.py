"""Reports to write, for those who write them, and to read, for those who accept them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.enums import ReportKind, ReportState
from funding.models import Report
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing

# a report shows on the home page this long before it is due
AHEAD = timedelta(days=60)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query for a writer, one for finance; what waits for an institute's officer is counted in `officer.py`."""
    if standing.person_id is None:
        return
    if not standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE):
        found = tallies(write=(written(standing, now), "due_on"))
        yield from to_write(*found.get("write", (0, None)))
    if standing.holds(Role.FINANCE_OFFICER):
        yield from to_read(Report.objects.visible_to(standing).to_read().filter(kind=ReportKind.FINANCIAL).count())


def written(standing: Standing, now: datetime) -> QuerySet[Report]:
    """Reports that this person has to write, from sixty days before they are due."""
    soon = now.astimezone(PARIS).date() + AHEAD
    return Report.objects.written_by(standing).to_write().filter(due_on__lte=soon)


def to_write(number: int, due: date | None) -> Iterator[Waiting]:
    """The row of the reports to write."""
    if number:
        yield Waiting(
            number=number, url=reverse("report_list"), due=_end_of(due) if due else None,
            sentence=ngettext("Report to write", "Reports to write", number), why=_("The next tranche waits for it."),
        )  # fmt: skip


def to_read(number: int) -> Iterator[Waiting]:
    """The row of the reports to read."""
    if number:
        yield Waiting(
            number=number, url=f"{reverse('report_list')}?state={ReportState.SUBMITTED}",
            sentence=ngettext("Report to read", "Reports to read", number),
            why=_("Accept it, or return it with comments."),
        )  # fmt: skip


def _end_of(day: date) -> datetime:
    """The last instant of a day of Paris."""
    return datetime.combine(day, time(23, 59), tzinfo=PARIS)
