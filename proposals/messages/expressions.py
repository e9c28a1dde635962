"""Mails about expressions of interest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample
from proposals.models import Dossier
from workflow.history import last_reason


class ExpressionMail(Mail):
    """What every mail about an expression of interest shows; to those who write the dossier."""

    def recipients(self, subject: Dossier) -> Any:
        people = {person.pk: person for person in subject.holders(Role.CARRIER)}
        return list({**people, **{person.pk: person for person in subject.holders(Role.COEDITOR)}}.values())

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {"dossier": subject, "filing": subject.filing, "zone": person.time_zone}

    def why(self, subject: Dossier) -> str:
        return _("you write this dossier.")

    def sample(self) -> Dossier:
        return a_filed_sample()


@register
class ExpressionReceived(ExpressionMail):
    key = "expression.received"

    def subject_line(self, subject: Dossier) -> str:
        return _("Received: your expression of interest %(reference)s") % {"reference": subject.reference}


@register
class ExpressionInvited(ExpressionMail):
    key = "expression.invited"

    def subject_line(self, subject: Dossier) -> str:
        return _("You are invited to file %(reference)s") % {"reference": subject.reference}


@register
class ExpressionAdvisedAgainst(ExpressionMail):
    """With the reason, in the words of the officer."""

    key = "expression.advised-against"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reason": last_reason(subject, "advise-against")}

    def subject_line(self, subject: Dossier) -> str:
        return _("Answer to your expression of interest %(reference)s") % {"reference": subject.reference}


@register
class ExpressionAtInstitute(ExpressionMail):
    """To the international service of the institute."""

    key = "expression.institute"

    def recipients(self, subject: Dossier) -> Any:
        return subject.holders(Role.INSTITUTE_OFFICER)

    def why(self, subject: Dossier) -> str:
        return _("you receive the dossiers of this institute.")

    def subject_line(self, subject: Dossier) -> str:
        return _("An expression of interest: “%(title)s”") % {"title": subject.title}
