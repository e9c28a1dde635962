"""Parts of a report asked of partners and not written: each is told again before the report is due, by their link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.actions.partner_parts import link_for
from funding.enums import AwardState
from funding.models import PartnerPart
from funding.reminders.reports import last_day, near
from notifications.mails import Addressee
from notifications.reminding.days import DaySource, end_of
from notifications.reminding.sources import Due, page_of, register

if TYPE_CHECKING:
    from directory.models import Person
    from directory.standing import Standing


@register
class PartToWrite(DaySource):
    """A part whose link is good and of which not a word stands, of a report that is still being written."""

    key = "report-part"
    label = gettext_lazy("Parts of reports asked of partners")
    model = PartnerPart
    audiences = {"partner": gettext_lazy("the scientific lead of the partner, in their language")}
    # the writers of the report have their own reminders; they see on its page who has not written
    steps = {"partner": ("-15d", "-3d")}
    nearest = ("report__due_on",)
    # whether a partner has written is their and the writers' business until the report is submitted
    is_private = True

    def near(self, first: date, last: date) -> Q:
        return near(first, last, "report__")

    def awaited(self, base: Any, now: datetime) -> QuerySet[Any]:
        found = base.unwritten(now).exclude(report__award__state=AwardState.CLOSED)
        return found.select_related("partner", "report__award").only(
            "uid", "asked_at", "partner__lead_email", "partner__side", "report__uid", "report__due_on",
            "report__state", "report__state_since", "report__award__title", "report__award__instrument_slug",
            "report__award__institute",
        )  # fmt: skip

    def listed_to(self, standing: Standing) -> Any:
        return PartnerPart.objects.none()

    def addressed_to(self, standing: Standing) -> Any:
        return PartnerPart.objects.none()

    def read(self, rows: Iterable[Any]) -> Iterator[Due]:
        for one in rows:
            award, partner = one.report.award, one.partner
            to = {"partner": (Addressee(partner.lead_email, partner.language),)}
            yield Due(
                self.key, one.pk, end_of(last_day(one.report)), one.asked_at, to, page_of(one.report),
                {"title": award.title}, award.instrument_slug, award.institute_id,
            )  # fmt: skip

    def path_for(self, due: Due, somebody: Person | Addressee) -> str:
        part = PartnerPart.objects.select_related("partner").filter(pk=due.pk).first()
        return reverse("report_link", args=[link_for(part, timezone.now()).token]) if part else str(due.path)

    def sentence(self, due: Due) -> str:
        return _("Your part of a report: %(title)s") % due.words

    def why(self, due: Due, audience: str) -> str:
        return _("your laboratory is a partner of this action, and you are its scientific lead.")

    def stops(self, due: Due) -> str:
        return _("the first words of your part, or the report submitted without it.")

    def sample(self) -> Due:
        now = timezone.now()
        words = {"title": "Glissements lents et séismes"}
        return Due(self.key, 1, now + timedelta(days=15), now, {"partner": ()}, "/reports/", words)
