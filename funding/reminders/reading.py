"""Reports submitted and not read yet: whoever reads them is told, since a tranche waits for their word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.deciding import reader_in_rows
from funding.enums import ReportKind
from funding.models import Report
from funding.reminders.reports import WRITERS, desk_of, staff_awards, what_waits
from funding.workflow import REPORT
from notifications.reminding.days import day_of
from notifications.reminding.sources import Due, Group, RowSource, page_of, register

if TYPE_CHECKING:
    from directory.standing import Standing

# days that the life cycle gives to whoever reads a report
TO_READ = timedelta(days=REPORT.state("submitted").target_days or 30)


@register
class ReportToRead(RowSource):
    """A report that was submitted: never said to those who wrote it, whatever office they hold."""

    key = "report-read"
    label = gettext_lazy("Reports to read")
    model = Report
    audiences = {"readers": gettext_lazy("whoever accepts the report or returns it")}
    steps = {"readers": ("-7d", "+7d", "+30d")}

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        due = ExpressionWrapper(F("state_since") + TO_READ, output_field=DateTimeField())
        found = base.to_read().annotate(due_at=due, reader=reader_in_rows(day_of(now))).select_related("award")
        return found.only(
            "uid", "kind", "year", "state_since", "award__reference", "award__title", "award__instrument_slug",
            "award__carrier", "award__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return Report.objects.filter(award__in=staff_awards(standing))

    def addressed_to(self, standing: Standing) -> Any:
        return self.listed_to(standing)

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            award, to = one.award, {"readers": (desk_of(one),)}
            words = {"kind": one.kind, "year": one.year, "reference": award.reference, "title": award.title}
            yield Due(
                self.key, one.pk, one.due_at, one.state_since, to, page_of(one), words, award.instrument_slug,
                award.institute_id, excluded=(award.carrier_id, Group(WRITERS, award.pk)),
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        words = {**due.words, "kind": ReportKind(due.words["kind"]).label}
        if due.words["kind"] == ReportKind.FINAL:
            return _("%(kind)s to read: %(reference)s, “%(title)s”") % words
        return _("%(kind)s of year %(year)d to read: %(reference)s, “%(title)s”") % words

    def why(self, due: Due, audience: str) -> str:
        said = _("the report is submitted, and reading it falls to you: %(waits)s.")
        return said % {"waits": what_waits(due.words["kind"])}

    def stops(self, due: Due) -> str:
        return _("the report accepted, or returned with comments.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"kind": ReportKind.SCIENTIFIC, "year": 2, "reference": "IRP-2027-0042",
                 "title": "Glissements lents et séismes"}  # fmt: skip
        return Due(self.key, 1, now + timedelta(days=7), now, {"readers": (1,)}, "/reports/", words)
