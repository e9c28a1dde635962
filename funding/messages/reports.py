"""Mails about reports: to who reads them once submitted, to who writes them once read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from funding.access import FINANCE
from funding.deciding import reader_of, writers_of
from funding.enums import ReportKind, ReportState
from funding.messages.samples import an_award_sample
from funding.models import Report
from notifications.mails import Addressee, Mail, register


class ReportMail(Mail, ABC):
    """What every mail about a report shows."""

    def context(self, subject: Report, person: Person | Addressee) -> dict[str, Any]:
        return {
            "report": subject, "award": subject.award, "zone": person.time_zone, "sentence": self.sentence(subject),
            "path": subject.get_absolute_url(),
        }  # fmt: skip

    @property
    def template(self) -> str:
        return "mails/report"

    @abstractmethod
    def sentence(self, subject: Report) -> str:
        """What happened, and what to do now."""

    def sample(self) -> Report:
        award = an_award_sample()
        return Report(pk=1, award=award, kind=ReportKind.SCIENTIFIC, year=1, due_on=award.starts_on,
                      state=ReportState.SUBMITTED)  # fmt: skip


class ToWriters(ReportMail):
    """To the carrier and those who write with them."""

    def recipients(self, subject: Report) -> list[Person]:
        return [*subject.holders(Role.CARRIER), *subject.holders(Role.COEDITOR)]

    def why(self, subject: Report) -> str:
        return _("you write the reports of this action.")


@register
class ReportSubmitted(ReportMail):
    """To the institute, or to where it goes up; to finance for figures. Never to those who write it."""

    key = "report.submitted"

    def recipients(self, subject: Report) -> list[Person]:
        offices = [reader_of(subject), *(FINANCE if subject.kind == ReportKind.FINANCIAL else ())]
        own = writers_of(subject.award)
        return [one for office in offices for one in subject.holders(office).exclude(pk__in=own)]

    def subject_line(self, subject: Report) -> str:
        return _("A report to read: %(reference)s") % {"reference": subject.award.reference}

    def sentence(self, subject: Report) -> str:
        return _("Read it, then accept it or return it with comments: the next tranche waits for it.")

    def why(self, subject: Report) -> str:
        return _("you follow the running actions of your service.")

    def stops(self, subject: Report) -> str:
        return _("the report accepted or returned.")


@register
class ReportReturned(ToWriters):
    key = "report.returned"

    def subject_line(self, subject: Report) -> str:
        return _("Your report is to be corrected: %(reference)s") % {"reference": subject.award.reference}

    def sentence(self, subject: Report) -> str:
        return _(
            "The comments stand beside the parts they concern. What you wrote is kept: correct it, and submit it again."
        )

    def stops(self, subject: Report) -> str:
        return _("the report submitted again.")


@register
class ReportAccepted(ToWriters):
    key = "report.accepted"

    def subject_line(self, subject: Report) -> str:
        return _("Your report is accepted: %(reference)s") % {"reference": subject.award.reference}

    def sentence(self, subject: Report) -> str:
        return _("Nothing more is awaited of you for this report. Thank you.")
