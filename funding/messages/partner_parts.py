"""Mails about the partners' part of a report: the link to each partner; to the writers, that one has written."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from documents.links import links_to
from funding.enums import ReportKind, ReportState
from funding.messages.samples import an_award_sample
from funding.models import AwardPartner, PartnerPart, Report
from funding.models.partner_parts import PURPOSE
from notifications.mails import Addressee, Mail, register


class PartMail(Mail):
    """What every mail about a partner's part shows."""

    def context(self, subject: PartnerPart, person: Person | Addressee) -> dict[str, Any]:
        report = subject.report
        return {"part": subject, "partner": subject.partner, "report": report, "award": report.award}

    def sample(self) -> PartnerPart:
        award, now = an_award_sample(), timezone.now()
        report = Report(pk=1, award=award, kind=ReportKind.SCIENTIFIC, year=1, due_on=award.starts_on,
                        state=ReportState.TO_WRITE)  # fmt: skip
        partner = AwardPartner(
            pk=1, award=award, institution="University of Tokyo", laboratory="Earthquake Research", country="JP",
            lead_first_name="Haruto", lead_last_name="Kisaragi", lead_email="haruto@example.org",
        )  # fmt: skip
        return PartnerPart(pk=1, report=report, partner=partner, asked_at=now, written_at=now, changed_at=now)


@register
class PartAsked(PartMail):
    """The link itself, to the lead of the partner: no account is needed."""

    key = "report.part-asked"

    def recipients(self, subject: PartnerPart) -> list[Addressee]:
        partner = subject.partner
        return [Addressee(partner.lead_email, partner.language)] if partner.lead_email else []

    def subject_line(self, subject: PartnerPart) -> str:
        return _("Your part of a report: %(title)s") % {"title": subject.report.award.title}

    def context(self, subject: PartnerPart, person: Person | Addressee) -> dict[str, Any]:
        link = links_to(PURPOSE, subject).first()
        return super().context(subject, person) | {
            "path": reverse("report_link", args=[link.token if link else "sample"]),
            "until": link.expires_at if link else timezone.now(),
        }

    def why(self, subject: PartnerPart) -> str:
        return _("your laboratory is a partner of this action, and you are its scientific lead.")

    def stops(self, subject: PartnerPart) -> str:
        return _("nothing more comes unless the carrier sends another link.")


@register
class PartWritten(PartMail):
    """To those who write the report: the first words of a partner, once."""

    key = "report.part-written"
    # nothing waits for it: it leaves after what has a deadline
    is_urgent = False

    @property
    def template(self) -> str:
        return "mails/report"

    def recipients(self, subject: PartnerPart) -> list[Person]:
        report = subject.report
        return [*report.holders(Role.CARRIER), *report.holders(Role.COEDITOR)]

    def subject_line(self, subject: PartnerPart) -> str:
        return _("%(partner)s writes their part of your report") % {"partner": subject.partner}

    def context(self, subject: PartnerPart, person: Person | Addressee) -> dict[str, Any]:
        said = _("%(partner)s has written in the report. You read it on its page; it may still be changed until you "
                 "submit the report.")  # fmt: skip
        return super().context(subject, person) | {
            "sentence": said % {"partner": subject.partner.signature}, "path": subject.report.get_absolute_url(),
        }  # fmt: skip

    def why(self, subject: PartnerPart) -> str:
        return _("you write the reports of this action.")
