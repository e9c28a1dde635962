"""Mails about security opinions: they say that there is something to read, never what."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from funding.models import SecurityOpinion
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample


class SecurityMail(Mail):
    """Neither note nor opinion leaves the platform."""

    # having asked is private: the page of an act names nobody
    names_people = False

    def context(self, subject: SecurityOpinion, person: Person | Addressee) -> dict[str, Any]:
        return {"dossier": subject.dossier, "path": subject.get_absolute_url()}

    def sample(self) -> SecurityOpinion:
        dossier = a_filed_sample()
        return SecurityOpinion(
            pk=0, dossier=dossier, asked_by=dossier.carrier, asked_at=timezone.now(), state="asked",
            state_since=timezone.now(),
        )  # fmt: skip


@register
class SecurityAsked(SecurityMail):
    """To the security officers."""

    key = "security.asked"

    def recipients(self, subject: SecurityOpinion) -> Any:
        return subject.holders(Role.SECURITY_OFFICER)

    def subject_line(self, subject: SecurityOpinion) -> str:
        return _("An opinion is asked of you: %(reference)s") % {"reference": subject.dossier.reference}

    def why(self, subject: SecurityOpinion) -> str:
        return _("you give the security opinions.")

    def stops(self, subject: SecurityOpinion) -> str:
        return _("your opinion.")


@register
class SecurityGiven(SecurityMail):
    """To whoever asked, while they still examine the dossier."""

    key = "security.given"

    def recipients(self, subject: SecurityOpinion) -> list[Person]:
        from directory.standing import standing_of
        from funding.security_access import may_know

        asked_by = Person.objects.get(pk=subject.asked_by_id)
        return [asked_by] if may_know(subject.dossier, standing_of(asked_by)) else []

    def subject_line(self, subject: SecurityOpinion) -> str:
        return _("The opinion you asked is given: %(reference)s") % {"reference": subject.dossier.reference}

    def why(self, subject: SecurityOpinion) -> str:
        return _("you asked for this opinion.")
