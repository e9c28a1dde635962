"""Mails about the opinion of the unit's director."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_sample_dossier
from proposals.models import Visa


class VisaMail(Mail):
    """What every mail about an opinion shows."""

    def context(self, subject: Visa, person: Person | Addressee) -> dict[str, Any]:
        return {"visa": subject, "dossier": subject.dossier, "zone": person.time_zone, "path": self.path(subject)}

    def path(self, subject: Visa) -> str:
        """The page that the mail leads to."""
        return reverse("visa", args=[subject.uid])

    def sample(self) -> Visa:
        dossier = a_sample_dossier()
        return Visa(dossier=dossier, unit=dossier.unit, asked_at=dossier.created_at, due=dossier.call.closes,
                    opinion="favourable", comment="Un projet que l’unité soutient.")  # fmt: skip


class ToHeads(VisaMail):
    """To whoever gives the opinion: the director and stand-ins, or the institute's direction."""

    def recipients(self, subject: Visa) -> Any:
        role = Role.INSTITUTE_DIRECTION if subject.is_carried_by_director else Role.UNIT_DIRECTOR
        return subject.holders(role)

    def audience(self) -> str:
        return _("the units’ directors, or whoever gives the opinion for them")

    def why(self, subject: Visa) -> str:
        return _("you give the opinion of this unit on its dossiers, or stand in for whoever does.")


@register
class VisaAsked(ToHeads):
    key = "visa.asked"

    def subject_line(self, subject: Visa) -> str:
        return _("Your opinion on “%(title)s”") % {"title": subject.dossier.title}

    def stops(self, subject: Visa) -> str:
        return _("your opinion, or the end of the campaign.")


@register
class VisaPostponed(ToHeads):
    """The closing was postponed, and with it the date by which the opinion is awaited."""

    key = "visa.postponed"

    def subject_line(self, subject: Visa) -> str:
        return _("More time for your opinion on “%(title)s”") % {"title": subject.dossier.title}

    def stops(self, subject: Visa) -> str:
        return _("your opinion, or the end of the campaign.")


@register
class VisaReminder(ToHeads):
    key = "visa.reminder"

    def subject_line(self, subject: Visa) -> str:
        return _("Reminder: your opinion on “%(title)s” is awaited") % {"title": subject.dossier.title}

    def stops(self, subject: Visa) -> str:
        return _("your opinion, in two clicks.")


@register
class VisaShown(ToHeads):
    """A draft that its carrier shows early."""

    key = "visa.shown"

    def recipients(self, subject: Visa) -> Any:
        return subject.holders(Role.UNIT_DIRECTOR)

    def subject_line(self, subject: Visa) -> str:
        return _("%(carrier)s shows you a draft before filing") % {"carrier": subject.dossier.carrier}


@register
class VisaGiven(VisaMail):
    """The opinion, to whoever carries the dossier and to the institute."""

    key = "visa.given"
    is_urgent = True

    def recipients(self, subject: Visa) -> Any:
        people = {person.pk: person for person in subject.dossier.holders(Role.CARRIER)}
        people |= {person.pk: person for person in subject.dossier.holders(Role.INSTITUTE_OFFICER)}
        return list(people.values())

    def path(self, subject: Visa) -> str:
        return subject.dossier.get_absolute_url()

    def subject_line(self, subject: Visa) -> str:
        return _("Opinion of the unit’s director on “%(title)s”") % {"title": subject.dossier.title}

    def why(self, subject: Visa) -> str:
        return _("you carry this dossier, or your institute examines it.")
