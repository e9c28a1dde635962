"""Reports to write: those who write them are told from two months before; then the unit, then the institute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role
from directory.relations import visible
from funding.access import AWARD_RELATIONS, CO_WRITES, STAFF
from funding.deciding import OF_INSTITUTE, reader_in_rows
from funding.enums import AwardState, ReportKind, ReportState
from funding.models import Award, AwardMember, Report
from funding.workflow import REPORT
from notifications.reminding.days import DaySource, day_of, end_of
from notifications.reminding.sources import Due, Group, InOffice, name_group, page_of, register
from proposals.reminders import OFFICERS

if TYPE_CHECKING:
    from directory.standing import Standing

WRITERS = "award.writers"
EXAMINING = tuple(one for one in AWARD_RELATIONS if one.role in STAFF)
# days that the life cycle gives to a report that was returned
TO_CORRECT = timedelta(days=REPORT.state("returned").target_days or 15)


def writers_with_carrier(awards: frozenset[int]) -> Any:
    """The people who write the reports with the carrier, by action. No query by itself."""
    return AwardMember.objects.filter(CO_WRITES, award__in=awards)


name_group(WRITERS, writers_with_carrier, "award")


def last_day(report: Report) -> date:
    """The last day on which the report is in time: fifteen days after its return at the earliest."""
    if report.state != ReportState.RETURNED:
        return report.due_on
    return max(report.due_on, day_of(report.state_since) + TO_CORRECT)


def near(first: date, last: date, prefix: str = "") -> Q:
    """Reports whose `last_day` may be from `first` to `last`; `prefix` is the way from the row to its report."""
    returned_since = end_of(first - TO_CORRECT - timedelta(days=1))
    written = {f"{prefix}due_on__gte": first, f"{prefix}due_on__lte": last}
    returned = {f"{prefix}state": ReportState.RETURNED, f"{prefix}state_since__gte": returned_since}
    return Q(**written) | Q(**returned)


def desk_of(report: Any) -> InOffice:
    """Where a report comes to be read; `report` comes with its `reader` (`reader_in_rows`) and its action."""
    reader = Role(report.reader)
    return InOffice(reader, report.award.institute_id if reader in OF_INSTITUTE else None)


def what_waits(kind: str) -> str:
    """What the acceptance of such a report holds up (product page §6)."""
    return _("the action is closed with it") if kind == ReportKind.FINAL else _("the next tranche waits for it")


def staff_awards(standing: Standing) -> Any:
    """Ids of the actions that this person follows by office and does not carry. No query by itself."""
    found = Award.objects.filter(visible(EXAMINING, standing)).exclude(carrier=standing.person_id)
    return found.values("pk")


@register
class ReportToWrite(DaySource):
    """Told as product page §7 says; a report that was returned is awaited again, fifteen days later at the earliest."""

    key = "report"
    label = gettext_lazy("Reports of running actions")
    model = Report
    audiences = {
        "writers": gettext_lazy("those who write the reports"),
        "directors": gettext_lazy("the director of the managing unit"),
        "officers": OFFICERS,
    }
    # the last one falls, for an annual report, on the day its tranche would have been payable
    steps = {"writers": ("-60d", "-30d", "-7d", "+0d", "+7d", "+30d"), "directors": ("+30d",), "officers": ("+45d",)}
    nearest = ("due_on",)

    def near(self, first: date, last: date) -> Q:
        return near(first, last)

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.to_write().exclude(award__state=AwardState.CLOSED).select_related("award")
        found = found.annotate(reader=reader_in_rows(day_of(now)))
        return found.only(
            "uid", "kind", "year", "due_on", "state", "state_since", "award__reference", "award__title",
            "award__instrument_slug", "award__carrier", "award__unit", "award__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return Report.objects.filter(award__in=staff_awards(standing))

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            award, is_returned, desk = one.award, one.state == ReportState.RETURNED, desk_of(one)
            to = {
                "writers": (award.carrier_id, Group(WRITERS, award.pk)),
                "directors": (InOffice(Role.UNIT_DIRECTOR, award.unit_id),),
                "officers": (desk,),
            }
            words = {"kind": one.kind, "year": one.year, "reference": award.reference, "title": award.title,
                     "is_returned": is_returned, "is_of_institute": desk.scope_id is not None}  # fmt: skip
            yield Due(
                self.key, one.pk, end_of(last_day(one)), one.state_since, to, page_of(one), words,
                award.instrument_slug, award.institute_id,
            )  # fmt: skip

    def sentence(self, due: Due) -> str:
        words = {**due.words, "kind": ReportKind(due.words["kind"]).label}
        if due.words["kind"] == ReportKind.FINAL:
            said = _("%(kind)s to correct: %(reference)s, “%(title)s”") if due.words["is_returned"] else _(
                "%(kind)s to write: %(reference)s, “%(title)s”")  # fmt: skip
        else:
            said = _("%(kind)s of year %(year)d to correct: %(reference)s, “%(title)s”") if due.words[
                "is_returned"] else _("%(kind)s of year %(year)d to write: %(reference)s, “%(title)s”")  # fmt: skip
        return said % words

    def why(self, due: Due, audience: str) -> str:
        if audience == "directors":
            said = _("the report is late, on an action whose money your unit manages: %(waits)s.")
        elif audience == "officers" and due.words["is_of_institute"]:
            said = _("the report is late, on an action of your institute: %(waits)s.")
        elif audience == "officers":
            said = _("the report is late, and nobody else of the institute follows this action: %(waits)s.")
        else:
            said = _("you write the reports of this action: %(waits)s.")
        return said % {"waits": what_waits(due.words["kind"])}

    def stops(self, due: Due) -> str:
        return _("the report submitted.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"kind": ReportKind.SCIENTIFIC, "year": 2, "reference": "IRP-2027-0042", "is_returned": False,
                 "is_of_institute": True, "title": "Glissements lents et séismes"}  # fmt: skip
        return Due(self.key, 1, now + timedelta(days=7), now, {"writers": (1,)}, "/reports/", words)
