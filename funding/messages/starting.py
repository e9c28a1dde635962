"""Mails about the start of an action."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from funding.models import Award
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample
from proposals.models import Dossier

TOLD = (Role.CARRIER, Role.UNIT_DIRECTOR, Role.INSTITUTE_OFFICER, Role.FINANCE_OFFICER)


@register
class AwardStarted(Mail):
    """To the carrier, the unit's director, the institute's officers, and finance: from when to when it runs."""

    key = "award.started"

    def recipients(self, subject: Award) -> list[Person]:
        people: dict[int, Person] = {}
        for role in TOLD:
            people |= {person.pk: person for person in subject.holders(role)}
        return list(people.values())

    def audience(self) -> str:
        return _("the carriers, their units’ directors, and those who follow the actions")

    def subject_line(self, subject: Award) -> str:
        return _("%(reference)s starts") % {"reference": subject.reference}

    def context(self, subject: Award, person: Person | Addressee) -> dict[str, Any]:
        return {"award": subject, "path": subject.get_absolute_url(), "is_carrier": person == subject.carrier}

    def why(self, subject: Award) -> str:
        return _("you carry this action, direct its unit, or follow it for the institute or the regional delegation.")

    def sample(self) -> Award:
        dossier = a_filed_sample()
        return Award(
            dossier=dossier, version=dossier.version, instrument_slug=dossier.instrument_slug,
            reference=dossier.reference or "", title=dossier.title, carrier=dossier.carrier, unit=dossier.unit,
            institute=dossier.institute, granted=Decimal(12000), starts_on=date(2028, 1, 1), months=24,
            ends_on=date(2029, 12, 31), state="running",
        )  # fmt: skip


@register
class FormalisationOpened(Mail):
    """To those who carry and write the dossier: letters are being gathered, or the set-up year begins."""

    key = "formalisation.opened"

    def recipients(self, subject: Dossier) -> list[Person]:
        people = {person.pk: person for person in subject.holders(Role.CARRIER)}
        return list({**people, **{one.pk: one for one in subject.holders(Role.COEDITOR)}}.values())

    def subject_line(self, subject: Dossier) -> str:
        return _("%(reference)s is being formalised") % {"reference": subject.reference}

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {"dossier": subject, "formalisation": subject.rules.formalisation, "path": subject.get_absolute_url()}

    def why(self, subject: Dossier) -> str:
        return _("you carry this dossier, or write in it.")

    def sample(self) -> Dossier:
        return a_filed_sample()
