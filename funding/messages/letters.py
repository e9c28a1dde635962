"""Mails about commitment letters: to the institutions, in their language; to the institute."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from documents.links import links_to
from funding.formal_effects import PURPOSE
from funding.models import Commitment
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample


class ToInstitution(Mail):
    """To the person to write to, with the link; no account is needed."""

    def recipients(self, subject: Commitment) -> list[Addressee]:
        return [Addressee(subject.email, subject.language)] if subject.email else []

    def context(self, subject: Commitment, person: Person | Addressee) -> dict[str, Any]:
        link = links_to(PURPOSE, subject).first()
        path = reverse("commitment_link", args=[link.token if link else "sample"])
        return {"letter": subject, "dossier": subject.dossier, "path": path,
                "until": link.expires_at if link else timezone.now()}  # fmt: skip

    def why(self, subject: Commitment) -> str:
        return _("your institution is a partner of this project, and you are the person to write to.")

    def stops(self, subject: Commitment) -> str:
        return _("the signed letter, or your word that there will be none.")

    def sample(self) -> Commitment:
        return a_sample_letter()


@register
class CommitmentAsked(ToInstitution):
    key = "commitment.asked"

    def subject_line(self, subject: Commitment) -> str:
        return _("Commitment letter of %(institution)s: %(title)s") % {
            "institution": subject.institution, "title": subject.dossier.title
        }  # fmt: skip


@register
class CommitmentChased(ToInstitution):
    key = "commitment.chased"

    def subject_line(self, subject: Commitment) -> str:
        return _("Reminder: commitment letter of %(institution)s") % {"institution": subject.institution}


@register
class CommitmentRefused(ToInstitution):
    """The file could not be kept; the institution sends another one. The officers are told too."""

    key = "commitment.refused"

    def recipients(self, subject: Commitment) -> Any:
        return [*super().recipients(subject), *subject.holders(Role.INSTITUTE_OFFICER)]

    def subject_line(self, subject: Commitment) -> str:
        return _("The letter of %(institution)s could not be kept") % {"institution": subject.institution}

    def context(self, subject: Commitment, person: Person | Addressee) -> dict[str, Any]:
        refused = subject.letters.select_related("file").first() if subject.pk else None
        found = super().context(subject, person) | {"reason": refused.file.refusal if refused else ""}
        # an officer gets the page of the line, never the institution's own link
        return found if isinstance(person, Addressee) else found | {"path": subject.get_absolute_url()}


@register
class CommitmentAnswered(Mail):
    """To the institute's officers: what an institution answered by its link."""

    key = "commitment.answered"

    def recipients(self, subject: Commitment) -> Any:
        return subject.holders(Role.INSTITUTE_OFFICER)

    def subject_line(self, subject: Commitment) -> str:
        return _("%(institution)s answers: %(state)s") % {
            "institution": subject.institution, "state": subject.current_state.label
        }  # fmt: skip

    def context(self, subject: Commitment, person: Person | Addressee) -> dict[str, Any]:
        return {"letter": subject, "dossier": subject.dossier, "path": subject.get_absolute_url()}

    def why(self, subject: Commitment) -> str:
        return _("your institute gathers the letters of this dossier.")

    def sample(self) -> Commitment:
        return a_sample_letter()


def a_sample_letter() -> Commitment:
    """A line like those of life, not in the database."""
    now = timezone.now()
    return Commitment(
        pk=0, dossier=a_filed_sample(), side="foreign", institution="University of Tokyo", country="JP",
        contact="Haruto Kisaragi", email="haruto@example.org", language="en", amount=Decimal(8000), currency="EUR",
        euros=Decimal(8000), state="promised", state_since=now, created_at=now, asked_at=now,
    )  # fmt: skip
