"""Mails about the set-up year: who holds the pen, the return to the collège."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from funding.models import Party, SetUp
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample


class SetUpMail(Mail):
    """To those who follow the set-up, and to the carrier."""

    roles: tuple[Role, ...] = (Role.CARRIER, Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER)

    def recipients(self, subject: SetUp) -> list[Any]:
        people: dict[int, Person] = {}
        for role in self.roles:
            people |= {person.pk: person for person in subject.dossier.holders(role)}
        return list(people.values())

    def context(self, subject: SetUp, person: Person | Addressee) -> dict[str, Any]:
        return {"set_up": subject, "dossier": subject.dossier, "path": subject.get_absolute_url()}

    def why(self, subject: SetUp) -> str:
        return _("you carry this dossier, or follow its set-up year.")

    def sample(self) -> SetUp:
        now = timezone.now()
        made = SetUp(pk=0, dossier=a_filed_sample(), opened_at=now, due_on=date(2028, 11, 26), pen_since=now)
        made.pen = Party(set_up=made, institution="University of Tokyo", email="haruto@example.org", language="en")
        return made


@register
class PenHanded(SetUpMail):
    """To the party that writes now."""

    key = "set-up.pen"

    def recipients(self, subject: SetUp) -> list[Any]:
        return [Addressee(subject.pen.email, subject.pen.language)] if subject.pen and subject.pen.email else []

    def subject_line(self, subject: SetUp) -> str:
        return _("You hold the pen of the convention: %(title)s") % {"title": subject.dossier.title}

    def why(self, subject: SetUp) -> str:
        return _("your institution is a party of this convention, and you are the person to write to.")


@register
class SetUpReturned(SetUpMail):
    """Past its day, the dossier is before the collège again."""

    key = "set-up.returned"
    roles = (Role.CARRIER, Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER,
             Role.COLLEGE_SECRETARY)  # fmt: skip

    def subject_line(self, subject: SetUp) -> str:
        return _("%(reference)s goes back to the collège de direction") % {"reference": subject.dossier.reference}
