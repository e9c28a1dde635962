"""Mails about writing a dossier together, and about a dossier opened for somebody."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from documents.links import token_of
from documents.models import SignedLink
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_sample_dossier
from proposals.models import Coeditor, Dossier


class CoeditorMail(Mail):
    """About one invitation."""

    def sample(self) -> Coeditor:
        dossier = a_sample_dossier()
        person = Person(pk=0, email="nora@example.org", first_name="Nora", last_name="Neuve")
        one = Coeditor(dossier=dossier, email=person.email, person=person, invited_at=dossier.created_at,
                       invited_by=dossier.carrier)  # fmt: skip
        one.link = SignedLink(id=uuid4(), purpose="coediting", expires_at=dossier.created_at)
        return one


@register
class CoeditorInvited(CoeditorMail):
    """The link that lets somebody write; to a bare address when it has no account yet."""

    key = "coeditor.invited"

    def subject_line(self, subject: Coeditor) -> str:
        return _("%(carrier)s invites you to write a dossier together") % {"carrier": subject.dossier.carrier}

    def context(self, subject: Coeditor, person: Person | Addressee) -> dict[str, Any]:
        link = subject.link
        return {
            "dossier": subject.dossier, "path": reverse("coeditor_accept", args=[token_of(link)]),
            "until": link.expires_at, "zone": person.time_zone,
        }  # fmt: skip

    def why(self, subject: Coeditor) -> str:
        return _("the carrier of this dossier gave your address.")

    def stops(self, subject: Coeditor) -> str:
        return _("nothing more comes unless you accept.")


@register
class CoeditorAccepted(CoeditorMail):
    """To the carrier."""

    key = "coeditor.accepted"
    is_urgent = False

    def recipients(self, subject: Coeditor) -> Any:
        return subject.dossier.holders(Role.CARRIER)

    def subject_line(self, subject: Coeditor) -> str:
        return _("%(person)s now writes with you") % {"person": subject.person}

    def context(self, subject: Coeditor, person: Person | Addressee) -> dict[str, Any]:
        path = reverse("dossier_coeditors", args=[subject.dossier.uid])
        return {"dossier": subject.dossier, "coeditor": subject, "path": path}

    def why(self, subject: Coeditor) -> str:
        return _("you invited this person to your dossier.")


@register
class OpenedForYou(Mail):
    """To the carrier of a dossier that the institute opened."""

    key = "dossier.opened"

    def recipients(self, subject: Dossier) -> Any:
        return subject.holders(Role.CARRIER)

    def subject_line(self, subject: Dossier) -> str:
        return _("A dossier is opened with you: %(call)s") % {"call": subject.call.title}

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {"dossier": subject, "path": reverse("dossier_edit", args=[subject.uid])}

    def why(self, subject: Dossier) -> str:
        return _("the institute names you as the carrier of this dossier.")

    def sample(self) -> Dossier:
        return a_sample_dossier()
