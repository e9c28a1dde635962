"""Mails about offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.actions.people import password_link
from directory.enums import Role
from directory.models import Office, Person, StandIn
from notifications.mails import Addressee, Mail, register


@register
class OfficeGranted(Mail):
    """To whom an office is granted."""

    key = "office.granted"

    def recipients(self, subject: Office) -> list[Person]:
        return [subject.person]

    def subject_line(self, subject: Office) -> str:
        return _("Office granted: %(role)s") % {"role": subject.get_role_display()}

    def context(self, subject: Office, person: Person | Addressee) -> dict[str, Any]:
        is_new = subject.person.pk is not None and subject.person.last_login is None
        has_password = subject.person.has_usable_password()
        link = password_link(subject.person) if is_new and not has_password else ""
        return {"office": subject, "password_link": link, "path": reverse("office", args=[subject.pk or 1])}

    def why(self, subject: Office) -> str:
        return _("an office was granted to this address.")

    def sample(self) -> Office:
        return _a_director()


@register
class StandInNamed(Mail):
    """To whom stands in during an absence."""

    key = "office.stand-in"

    def recipients(self, subject: StandIn) -> list[Person]:
        return [subject.person]

    def subject_line(self, subject: StandIn) -> str:
        return _("You stand in: %(role)s") % {"role": subject.office.get_role_display()}

    def context(self, subject: StandIn, person: Person | Addressee) -> dict[str, Any]:
        return {"stand_in": subject, "office": subject.office, "path": reverse("office", args=[subject.office.pk or 1])}

    def why(self, subject: StandIn) -> str:
        return _("the person who holds the office named you for their absence.")

    def sample(self) -> StandIn:
        days = {"starts": date(2027, 7, 12), "ends": date(2027, 7, 30)}
        return StandIn(office=_a_director(), person=Person(first_name="Ewen", last_name="Daubigné"), **days)


def _a_director() -> Office:
    person = Person(first_name="Hélène", last_name="Carradec", email="helene.carradec@example.org")
    person.set_unusable_password()
    return Office(person=person, role=Role.DERCI_OFFICER, starts=date(2027, 1, 1), ends=date(2030, 12, 31))
