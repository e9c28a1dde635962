"""Mails about requests for changes: to who decides, then to who asked and who carries the action."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from directory.models import Person
from funding.deciding import office_of
from funding.enums import AmendmentKind, AmendmentState
from funding.messages.samples import an_award_sample
from funding.models import Amendment
from notifications.mails import Addressee, Mail, register


class AmendmentMail(Mail):
    """What both mails show."""

    @property
    def template(self) -> str:
        return "mails/amendment"

    def context(self, subject: Amendment, person: Person | Addressee) -> dict[str, Any]:
        return {"amendment": subject, "award": subject.award, "path": subject.get_absolute_url()}

    def sample(self) -> Amendment:
        award = an_award_sample()
        return Amendment(pk=1, uid=uuid4(), award=award, kind=AmendmentKind.PROLONGATION, data={"months": 6},
                         reason="La campagne de terrain est reportée.", state=AmendmentState.APPROVED,
                         asked_by=award.carrier, asked_at=award.created_at)  # fmt: skip


@register
class AmendmentAsked(AmendmentMail):
    key = "amendment.asked"

    def recipients(self, subject: Amendment) -> Any:
        return subject.holders(office_of(subject)).exclude(pk=subject.asked_by_id)

    def subject_line(self, subject: Amendment) -> str:
        return _("A change to decide on: %(reference)s") % {"reference": subject.award.reference}

    def why(self, subject: Amendment) -> str:
        return _("you decide on changes of this kind.")

    def stops(self, subject: Amendment) -> str:
        return _("your decision.")


@register
class AmendmentDecided(AmendmentMail):
    key = "amendment.decided"

    def recipients(self, subject: Amendment) -> list[Person]:
        return list({one.pk: one for one in (subject.asked_by, subject.award.carrier)}.values())

    def subject_line(self, subject: Amendment) -> str:
        return _("Your request for a change is answered: %(reference)s") % {"reference": subject.award.reference}

    def why(self, subject: Amendment) -> str:
        return _("you asked for this change, or carry the action.")
