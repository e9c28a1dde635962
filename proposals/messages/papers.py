"""The mail about a paper that its check refused."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.models import Person
from documents.enums import IntakeState
from documents.models import StoredFile
from notifications.mails import Addressee, Mail, register
from proposals.messages.samples import a_filed_sample
from proposals.models import Attachment


@register
class PaperRefused(Mail):
    """To those who write the dossier; once it is filed, to the institute's officers too."""

    key = "dossier.paper-refused"

    def recipients(self, subject: Attachment) -> Any:
        roles = [Role.CARRIER, Role.COEDITOR, *([Role.INSTITUTE_OFFICER] if subject.dossier.filing_id else [])]
        return list({one.pk: one for role in roles for one in subject.dossier.holders(role)}.values())

    def subject_line(self, subject: Attachment) -> str:
        dossier = subject.dossier
        return _("Refused: the file “%(name)s” of %(dossier)s") % {
            "name": subject.file.name, "dossier": dossier.reference or dossier.title or _("your dossier"),
        }  # fmt: skip

    def context(self, subject: Attachment, person: Person | Addressee) -> dict[str, Any]:
        dossier = subject.dossier
        writes = isinstance(person, Person) and dossier.carrier_id == person.pk
        page = reverse("dossier_papers", args=[dossier.uid])
        return {
            "dossier": dossier, "file": subject.file, "is_filed": bool(dossier.filing_id),
            "path": page if writes and not dossier.filing_id else dossier.get_absolute_url(),
        }  # fmt: skip

    def why(self, subject: Attachment) -> str:
        return _("you write this dossier, or your institute examines it.")

    def sample(self) -> Attachment:
        dossier = a_filed_sample()
        file = StoredFile(pk=0, name="lettre-de-soutien.pdf", size=1000, sha256="0" * 64, sent_at=dossier.created_at,
                          state=IntakeState.REFUSED, reason={"slug": "script"})  # fmt: skip
        return Attachment(pk=0, dossier=dossier, paper=dossier.rules.papers[0].slug, file=file)
