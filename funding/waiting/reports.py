"""Reports to write, for those who write them, and to read, for those who accept them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from directory.standing import PARIS
from funding.enums import ReportKind, ReportState
from funding.models import Report
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

# a report shows on the home page this long before it is due
AHEAD = timedelta(days=60)


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query for a writer, one for an institute's officer, one for finance."""
    if standing.person_id is None:
        return
    yield from _to_write(standing, now)
    institutes = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    if institutes:
        yield from _to_read(Q(award__institute__in=sorted(institutes)))
    if standing.holds(Role.FINANCE_OFFICER):
        yield from _to_read(Q(kind=ReportKind.FINANCIAL), standing)


def _to_write(standing: Standing, now: datetime) -> Iterator[Waiting]:
    soon = now.astimezone(PARIS).date() + AHEAD
    found = Report.objects.written_by(standing).to_write().filter(due_on__lte=soon).order_by().aggregate(
        number=Count("pk"), due=Min("due_on")
    )  # fmt: skip
    if found["number"]:
        yield Waiting(
            number=found["number"], url=reverse("report_list"), due=_end_of(found["due"]),
            sentence=ngettext("Report to write", "Reports to write", found["number"]),
            why=_("The next tranche waits for it."),
        )  # fmt: skip


def _to_read(where: Q, standing: Standing | None = None) -> Iterator[Waiting]:
    rows = Report.objects.visible_to(standing) if standing else Report.objects.all()
    number = rows.filter(where, state=ReportState.SUBMITTED).count()
    if number:
        yield Waiting(
            number=number, url=f"{reverse('report_list')}?state={ReportState.SUBMITTED}",
            sentence=ngettext("Report to read", "Reports to read", number),
            why=_("Accept it, or return it with comments."),
        )  # fmt: skip


def _end_of(day: date) -> datetime:
    """The last instant of a day of Paris."""
    return datetime.combine(day, time(23, 59), tzinfo=PARIS)
