"""Mails of triage: admitted or not, completion asked and answered, passed on, messages, opinions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.delivery import stop_when
from notifications.mails import Addressee, Mail, register
from notifications.models import OutboxMail
from notifications.receivers import event_of, seq_of
from proposals.access import STAFF
from proposals.actions.informing import officers_of
from proposals.enums import CompletionState
from proposals.messages.filing import ToOfficers, ToWriters
from proposals.messages.samples import a_filed_sample
from proposals.models import CompletionRequest, Dossier, Message, Opinion
from workflow.history import last_reason, of_subject
from workflow.models import HistoryRow


@register
class DossierAdmitted(ToWriters):
    key = "dossier.admitted"

    def subject_line(self, subject: Dossier) -> str:
        return _("Admissible: %(reference)s") % {"reference": subject.reference}


def is_reconsidered(mail: OutboxMail, now: datetime) -> bool:
    """Whether the dossier was taken up again since the act that this mail tells of: what has not left is not sent."""
    later = HistoryRow.objects.filter(subject_type=mail.subject_type, subject_id=mail.subject_id, act="reconsider")
    return later.filter(seq__gt=seq_of(mail.event)).exists()


stop_when(DossierAdmitted.key, is_reconsidered)


@register
class DossierReconsidered(ToWriters):
    """What was said is no longer so; why stays between those who examine (the act has no public reason).

    To those who write the dossier, and to whoever was told that it is admissible and writes it no more.
    """

    key = "dossier.reconsidered"

    def recipients(self, subject: Dossier) -> Any:
        people = {person.pk: person for person in super().recipients(subject)}
        admitted = of_subject(subject).filter(act="admit").order_by("-seq").first()
        if admitted is not None:
            told = {"mails__key": DossierAdmitted.key, "mails__event": event_of(admitted)}
            people |= {person.pk: person for person in Person.objects.filter(**told, is_active=True)}
        return list(people.values())

    def subject_line(self, subject: Dossier) -> str:
        return _("Examined again: %(reference)s") % {"reference": subject.reference}

    def why(self, subject: Dossier) -> str:
        return _("you write this dossier, or were told that it was admissible.")


@register
class DossierInadmissible(ToWriters):
    """With the rule, in the words of the officer, and the means of appeal."""

    key = "dossier.inadmissible"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reason": last_reason(subject, "declare-inadmissible")}

    def subject_line(self, subject: Dossier) -> str:
        return _("Inadmissible: %(reference)s") % {"reference": subject.reference}


@register
class CompletionAsked(ToWriters):
    key = "completion.asked"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "completion": _asked(subject)}

    def subject_line(self, subject: Dossier) -> str:
        return _("To complete: %(reference)s") % {"reference": subject.reference}

    def stops(self, subject: Dossier) -> str:
        return _("sending the completion, or the end of the time given.")


@register
class CompletionAnswered(ToOfficers):
    key = "completion.answered"

    def subject_line(self, subject: Dossier) -> str:
        return _("Completed: %(reference)s") % {"reference": subject.reference}


@register
class DossierRouted(ToOfficers):
    """To the officers of the institute to which a dossier is passed."""

    key = "dossier.routed"

    def recipients(self, subject: Dossier) -> Any:
        return officers_of(subject.routed_to_id)

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reason": last_reason(subject, "route")}

    def subject_line(self, subject: Dossier) -> str:
        return _("Passed to your institute: %(reference)s") % {"reference": subject.reference}


@register
class DossierTakenOver(ToWriters):
    key = "dossier.taken-over"

    def subject_line(self, subject: Dossier) -> str:
        return _("Another institute examines %(reference)s") % {"reference": subject.reference}


@register
class DossierSentBack(ToOfficers):
    key = "dossier.sent-back"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reason": last_reason(subject, "send-back")}

    def subject_line(self, subject: Dossier) -> str:
        return _("Sent back to your institute: %(reference)s") % {"reference": subject.reference}


@register
class DossierMessage(Mail):
    """A message, to the other side."""

    key = "dossier.message"

    def recipients(self, subject: Message) -> Any:
        roles = (Role.CARRIER, Role.COEDITOR) if subject.is_from_staff else (Role.INSTITUTE_OFFICER,)
        found = {person.pk: person for role in roles for person in subject.dossier.holders(role)}
        return [person for pk, person in found.items() if pk != subject.author_id]

    def subject_line(self, subject: Message) -> str:
        return _("A message about %(reference)s") % {"reference": subject.dossier.reference}

    def context(self, subject: Message, person: Person | Addressee) -> dict[str, Any]:
        return {
            "message": subject,
            "dossier": subject.dossier,
            "path": subject.dossier.get_absolute_url() + "#messages",
        }

    def why(self, subject: Message) -> str:
        return _("you write this dossier, or your institute examines it.")

    def sample(self) -> Message:
        dossier = a_filed_sample()
        return Message(dossier=dossier, author=dossier.carrier, is_from_staff=True, at=dossier.created_at,
                       text="Pouvez-vous préciser le calendrier ?")  # fmt: skip


class OpinionMail(Mail):
    """About an opinion asked."""

    def context(self, subject: Opinion, person: Person | Addressee) -> dict[str, Any]:
        return {"opinion": subject, "dossier": subject.dossier, "path": self.path(subject)}

    def path(self, subject: Opinion) -> str:
        """The page that the mail leads to."""
        return reverse("opinion", args=[subject.uid])

    def sample(self) -> Opinion:
        dossier = a_filed_sample()
        return Opinion(uid=uuid4(), dossier=dossier, person=dossier.carrier, question="Le site est-il accessible ?",
                       asked_by=dossier.carrier, asked_at=dossier.created_at, text="Oui.",
                       due=dossier.created_at + timedelta(days=9), given_by=dossier.carrier)  # fmt: skip


@register
class OpinionAsked(OpinionMail):
    key = "opinion.asked"

    def recipients(self, subject: Opinion) -> Any:
        return [subject.person] if subject.person_id else officers_of(subject.institute_id)

    def subject_line(self, subject: Opinion) -> str:
        return _("Your opinion on %(reference)s") % {"reference": subject.dossier.reference}

    def why(self, subject: Opinion) -> str:
        return _("%(person)s asks for your opinion, or that of your institute.") % {"person": subject.asked_by}

    def stops(self, subject: Opinion) -> str:
        return _("giving the opinion, or declining.")


@register
class OpinionGiven(OpinionMail):
    key = "opinion.given"

    def recipients(self, subject: Opinion) -> Any:
        """Whoever asked, as long as they read opinions on it; else, or when nobody asked, those who examine it now."""
        if _goes_to_whoever_asked(subject):
            return [subject.asked_by]
        return subject.dossier.holders(Role.INSTITUTE_OFFICER)

    def path(self, subject: Opinion) -> str:
        return subject.dossier.get_absolute_url() + "#opinions"

    def subject_line(self, subject: Opinion) -> str:
        return _("An opinion on %(reference)s") % {"reference": subject.dossier.reference}

    def why(self, subject: Opinion) -> str:
        if _goes_to_whoever_asked(subject):
            return _("you asked for this opinion.")
        return _("you receive the dossiers of this institute.")


def _goes_to_whoever_asked(opinion: Opinion) -> bool:
    """Of a volunteered one, nobody: whoever gives it stands as who asked (`Opinion`)."""
    if opinion.is_volunteered:
        return False
    # nobody has a role towards a sample
    return opinion.dossier.pk == 0 or bool(opinion.dossier.roles_of(standing_of(opinion.asked_by)) & STAFF)


def _asked(dossier: Dossier) -> CompletionRequest | None:
    if dossier.pk:
        return dossier.completions.filter(state=CompletionState.ASKED).first()
    # the sample of a mail
    return CompletionRequest(dossier=dossier, parts=["context"], due=dossier.created_at, asked_by=dossier.carrier,
                             asked_at=dossier.created_at, text="Précisez le calendrier.")  # fmt: skip
