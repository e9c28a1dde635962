"""Mails about what ended a correction or a completion without a new version, and about what is kept of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from notifications.mails import Addressee, register
from proposals.messages.filing import ToWriters, kept_path
from proposals.models import Dossier
from workflow.history import last_reason


class WithCopy(ToWriters):
    """With the page of what was set aside, where something was."""

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "kept_path": kept_path(subject)}


@register
class CompletionClosed(WithCopy):
    """The examination goes on without the completion: its date has passed, or the officer needs it no longer."""

    key = "completion.closed"

    def subject_line(self, subject: Dossier) -> str:
        return _("Examined without the completion: %(reference)s") % {"reference": subject.reference}


@register
class CorrectionGivenUp(WithCopy):
    """To the co-editors: the carrier, whose act it is, knows."""

    key = "correction.given-up"

    def recipients(self, subject: Dossier) -> Any:
        return subject.holders(Role.COEDITOR)

    def audience(self) -> str:
        return _("the co-editors")

    def subject_line(self, subject: Dossier) -> str:
        return _("The filed version of %(reference)s stands") % {"reference": subject.reference}


@register
class CorrectionEnded(WithCopy):
    """To the writers, with the reason of the institute."""

    key = "correction.ended"

    def context(self, subject: Dossier, person: Person | Addressee) -> dict[str, Any]:
        return {**super().context(subject, person), "reason": last_reason(subject, "end-correction")}

    def subject_line(self, subject: Dossier) -> str:
        return _("The institute examines the filed version of %(reference)s") % {"reference": subject.reference}
