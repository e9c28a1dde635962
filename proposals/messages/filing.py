"""Mails about filing: the receipt, the institutes told, what the closing did."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from instruments.spec import Level
from notifications.mails import Addressee, Mail, register
from proposals.access import WRITERS
from proposals.actions.extensions import reopenable_until
from proposals.actions.mandates import LAST_INSTANT
from proposals.facts import verdicts
from proposals.messages.samples import a_filed_sample, a_sample_dossier
from proposals.models import Dossier, SetAside
from workflow.history import of_subject
from workflow.telling import reason_told


class ToWriters(Mail):
    """To the carrier and the co-editors."""

    def recipients(self, subject: Dossier) -> Any:
        people = {person.pk: person for person in subject.holders(Role.CARRIER)}
        return list({**people, **{person.pk: person for person in subject.holders(Role.COEDITOR)}}.values())

    def audience(self) -> str:
        return _("the carriers and co-editors")

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {"dossier": subject, "filing": subject.filing, "zone": person.time_zone, "path": self.path(subject)}

    def path(self, subject: Dossier) -> str:
        """The page that the mail leads to."""
        return subject.get_absolute_url()

    def why(self, subject: Dossier) -> str:
        return _("you write this dossier.")

    def sample(self) -> Dossier:
        return a_filed_sample()


class ToOfficers(ToWriters):
    """To the international service of the institute."""

    def recipients(self, subject: Dossier) -> Any:
        return subject.holders(Role.INSTITUTE_OFFICER)

    def audience(self) -> str:
        return _("the officers of the institutes that examine them")

    def why(self, subject: Dossier) -> str:
        return _("you receive the dossiers of this institute.")


@register
class DossierReceived(ToWriters):
    """The electronic acknowledgement of receipt (CRPA, R. 112-11-1)."""

    key = "dossier.received"

    def path(self, subject: Dossier) -> str:
        return reverse("dossier_filed", args=[subject.uid])

    def subject_line(self, subject: Dossier) -> str:
        return _("Received: your dossier %(reference)s") % {"reference": subject.reference}


@register
class DossierFiled(ToOfficers):
    """With the director whom the carrier names, where nobody in office can be asked."""

    key = "dossier.filed"
    is_urgent = False

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "director": _awaited_director(subject)}

    def subject_line(self, subject: Dossier) -> str:
        return _("Filed: %(reference)s, “%(title)s”") % {"reference": subject.reference, "title": subject.title}


@register
class DossierInformed(ToOfficers):
    """To the institutes that the carrier names."""

    key = "dossier.informed"
    is_urgent = False

    def recipients(self, subject: Dossier) -> Any:
        return subject.holders(Role.INFORMED_INSTITUTE)

    def audience(self) -> str:
        return _("the officers of the institute informed")

    def subject_line(self, subject: Dossier) -> str:
        return _("For your information: %(reference)s, “%(title)s”") % {
            "reference": subject.reference, "title": subject.title,
        }  # fmt: skip

    def why(self, subject: Dossier) -> str:
        return _("this dossier names your institute among those concerned.")


def _awaited_director(dossier: Dossier) -> dict[str, str] | None:
    """Name and e-mail as filed, when the request waits for somebody in office. No query of a sample."""
    if dossier.filing is None or not dossier.filing.content:
        return None
    named: dict[str, str] = dossier.filing.content["director"]
    if not named["email"] or not dossier.visas.without_director().exists():
        return None
    return named


class AtClosing(ToWriters):
    """What the closing did; where a mandate could not be kept, what prevented it."""

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "blocking": _what_prevented(subject)}


@register
class DossierLapsed(AtClosing):
    key = "dossier.lapsed"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reopenable_until": reopenable_until(subject)}

    def subject_line(self, subject: Dossier) -> str:
        return _("The call has closed: “%(title)s” was not filed") % {"title": subject.title}


@register
class DossierSetAside(AtClosing):
    key = "dossier.set-aside"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "kept_path": kept_path(subject)}

    def subject_line(self, subject: Dossier) -> str:
        return _("The call has closed: the filed version of %(reference)s stands") % {"reference": subject.reference}


@register
class DossierExtended(ToWriters):
    key = "dossier.extended"

    def subject_line(self, subject: Dossier) -> str:
        return _("More time to file “%(title)s”") % {"title": subject.title}

    def sample(self) -> Dossier:
        dossier = a_sample_dossier()
        dossier.extended_until = dossier.call.closes
        return dossier


@register
class DossierReopened(DossierExtended):
    """Not filed by its closing, it may be after all."""

    key = "dossier.reopened"

    def subject_line(self, subject: Dossier) -> str:
        return _("Open again until a new closing: “%(title)s”") % {"title": subject.title}


@register
class DossierWithdrawn(ToWriters):
    """To the institute, and to those who write the dossier, with the reason for those who read it on its page."""

    key = "dossier.withdrawn"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        roles = subject.roles_of(standing_of(person)) if isinstance(person, Person) else frozenset()
        return {
            **super().context(subject, person), "reason": _why_withdrawn(subject, person, roles),
            # what was not filed is theirs alone
            "kept_path": kept_path(subject) if roles & WRITERS else "",
        }  # fmt: skip

    def recipients(self, subject: Dossier) -> Any:
        people = {person.pk: person for person in super().recipients(subject)}
        return list({**people, **{one.pk: one for one in subject.holders(Role.INSTITUTE_OFFICER)}}.values())

    def audience(self) -> str:
        return _("the carriers and co-editors, and the officers of their institutes")

    def subject_line(self, subject: Dossier) -> str:
        return _("Withdrawn: %(reference)s") % {"reference": subject.reference}

    def why(self, subject: Dossier) -> str:
        return _("you write this dossier, or your institute examines it.")


def _why_withdrawn(dossier: Dossier, person: Person | Addressee, roles: frozenset[str]) -> str:
    return reason_told(dossier, "withdraw", roles, person.pk) if isinstance(person, Person) else ""


def kept_path(dossier: Dossier) -> str:
    """The page of the working copy that the last act set aside; empty when there was nothing to keep."""
    if dossier.pk and _set_aside_last(dossier) is None:
        return ""
    return reverse("dossier_set_aside", args=[dossier.uid])


def _set_aside_last(dossier: Dossier) -> SetAside | None:
    """What the last act of the history set aside: it has its instant."""
    last = of_subject(dossier).order_by("-seq").first()
    return dossier.set_asides.filter(at=last.at).order_by("-pk").first() if last else None


def _what_prevented(dossier: Dossier) -> list[str]:
    """What blocked the copy that the house had been asked to file; nothing when it was not asked."""
    ended = of_subject(dossier).filter(act="end-mandate", person=None)
    # at this closing: an earlier one may have been prevented by something else
    if dossier.closes is None or not ended.filter(at=dossier.closes - LAST_INSTANT).exists():
        return []
    kept = _set_aside_last(dossier)
    found = verdicts(dossier.rules, kept.content if kept else dossier.working_content)
    return [str(one.sentence) for one in found if one.level is Level.BLOCK]
