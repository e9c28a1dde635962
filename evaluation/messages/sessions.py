"""Mails about sessions: convened, cancelled, minutes signed.

They name no dossier: whoever is out of one, or carries it, reads the same mail as the others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Institute, Person
from evaluation.enums import SessionKind, SessionState
from evaluation.models import PanelSession
from notifications.mails import Addressee, Mail, register


class SessionMail(Mail):
    """What every mail about a session shows, to those who sit."""

    def recipients(self, subject: PanelSession) -> Any:
        return subject.holders(Role.SECTION_MEMBER)

    def context(self, subject: PanelSession, person: Person | Addressee) -> dict[str, Any]:
        return {"session": subject, "zone": person.time_zone, "path": subject.get_absolute_url()}

    def why(self, subject: PanelSession) -> str:
        return _("you sit in this session.")

    def sample(self) -> PanelSession:
        now = timezone.now()
        institute = Institute(pk=0, code="INEE", name="CNRS Écologie et Environnement")
        return PanelSession(
            pk=0, kind=SessionKind.PANEL, institute=institute, title="Comité de printemps",
            starts_at=now + timedelta(days=20), place="Salle Théodore Monod", state=SessionState.PREPARED,
            state_since=now,
        )  # fmt: skip


@register
class SessionConvened(SessionMail):
    """To somebody who is given a seat."""

    key = "session.convened"

    def subject_line(self, subject: PanelSession) -> str:
        return _("You are convened: %(title)s") % {"title": subject.title}

    def stops(self, subject: PanelSession) -> str:
        return _("your declarations of interests, in a few minutes.")


@register
class SessionCancelled(SessionMail):
    key = "session.cancelled"

    def subject_line(self, subject: PanelSession) -> str:
        return _("Cancelled: %(title)s") % {"title": subject.title}


@register
class SessionSigned(SessionMail):
    """To those who sat and to the institute that organises."""

    key = "session.signed"
    is_urgent = False

    def recipients(self, subject: PanelSession) -> Any:
        people = {person.pk: person for role in (Role.SECTION_MEMBER, Role.INSTITUTE_OFFICER)
                  for person in subject.holders(role)}  # fmt: skip
        return list(people.values())

    def subject_line(self, subject: PanelSession) -> str:
        return _("The minutes are signed: %(title)s") % {"title": subject.title}

    def why(self, subject: PanelSession) -> str:
        return _("you sat in this session, or your institute organised it.")
