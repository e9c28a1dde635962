"""Reports to write, for those who write them, and to read, for those who accept them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from directory.standing import PARIS
from funding.deciding import read_by
from funding.enums import ReportState
from funding.models import Report
from workflow.waiting import Asked, Counted, Waiting, number_of

if TYPE_CHECKING:
    from directory.standing import Standing

# a report shows on the home page this long before it is due
AHEAD = timedelta(days=60)


def asked(standing: Standing, now: datetime) -> Asked:
    """What `rows` counts: reports to write, and those that wait for the reader this person is. No query."""
    found: dict[str, Any] = {"write": (_written(standing, now), "due_on")}
    where = read_by(standing, now.astimezone(PARIS).date())
    return found if where is None else found | {"read": Report.objects.to_read().filter(where)}


def rows(standing: Standing, counted: Counted) -> Iterator[Waiting]:
    """The rows of the reports to write and to read."""
    yield from _to_write(*counted.get("write", (0, None)))
    yield from _to_read(number_of(counted, "read"))


def _written(standing: Standing, now: datetime) -> QuerySet[Report]:
    """Reports that this person has to write, from sixty days before they are due."""
    soon = now.astimezone(PARIS).date() + AHEAD
    return Report.objects.written_by(standing).to_write().filter(due_on__lte=soon)


def _to_write(number: int, due: date | None) -> Iterator[Waiting]:
    """The row of the reports to write."""
    if number:
        yield Waiting(
            number=number, url=reverse("report_list"), due=end_of(due) if due else None,
            sentence=ngettext("Report to write", "Reports to write", number),
            why=ngettext("The next tranche waits for it.", "The next tranches wait for them.", number),
        )  # fmt: skip


def _to_read(number: int) -> Iterator[Waiting]:
    """The row of the reports to read."""
    if number:
        yield Waiting(
            number=number, url=f"{reverse('report_list')}?state={ReportState.SUBMITTED}&for=me",
            sentence=ngettext("Report to read", "Reports to read", number),
            why=ngettext("Accept it, or return it with comments.", "Accept each, or return it with comments.", number),
        )  # fmt: skip


def end_of(day: date) -> datetime:
    """The last instant of a day of Paris."""
    return datetime.combine(day, time(23, 59), tzinfo=PARIS)
