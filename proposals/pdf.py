"""What dossiers give as PDF: the receipt of a filing, the dossier with its documents."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from documents.enums import IntakeState
from documents.models import StoredFile
from documents.pdf import Document, register
from proposals.models import Dossier, Filing, Partner
from proposals.reading import papers, report

# how a call's model of letter leaves a place for the title, in each language; and what means something in Markdown
TITLE_PLACES = ("[titre du projet]", "[title of the project]")
SIGNS = re.compile(r"[\\`*_{}\[\]()<>#+.!|~-]")


def filing_of(code: str) -> Filing:
    """The filed version of this receipt, or LookupError."""
    try:
        return Filing.objects.select_related("dossier__version", "dossier__carrier", "dossier__call").get(code=code)
    except Filing.DoesNotExist as error:
        raise LookupError(code) from error


@register
class Receipt(Document):
    """The electronic acknowledgement of receipt, with its obligatory mentions (CRPA, R. 112-11-1)."""

    kind = "receipt"
    template = "proposals/receipts/receipt_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        filing = filing_of(key)
        return {"filing": filing, "dossier": filing.dossier, "rules": filing.dossier.rules}

    def title(self, key: str, language: str) -> str:
        return _("Receipt %(reference)s") % {"reference": filing_of(key).dossier.reference}

    def filename(self, key: str, language: str) -> str:
        filing = filing_of(key)
        return f"{filing.dossier.reference}-receipt-{filing.number}-{language}.pdf"


@register
class PartnerLetter(Document):
    """The partner's letter of support, filled in with what the dossier says of them: to be signed and given back."""

    kind = "partner-letter"
    template = "proposals/partner/letter_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        partner = partner_of(key)
        return {"partner": partner, "dossier": partner.dossier, "letter": letter_for(partner)}

    def title(self, key: str, language: str) -> str:
        return _("Letter of support")

    def filename(self, key: str, language: str) -> str:
        return f"letter-of-support-{language}.pdf"


def letter_for(partner: Partner) -> str:
    """The call's own model of letter, in the language being spoken, with the title of the project in the place that it
    leaves for it (Markdown); empty when the call has none."""
    letter, title = partner.dossier.call.letter, SIGNS.sub(r"\\\g<0>", partner.dossier.title)
    for place in TITLE_PLACES:
        letter = letter.replace(place, title or place)
    return letter


def partner_of(uid: str) -> Partner:
    """The partner, or LookupError."""
    try:
        return Partner.objects.select_related("dossier__call", "dossier__version", "dossier__carrier",
                                              "dossier__unit").get(uid=uid)  # fmt: skip
    except Partner.DoesNotExist as error:
        raise LookupError(uid) from error


@register
class DossierDocument(Document):
    """A filed version whole: its head, a table of contents, every answer, then its documents one after the other."""

    kind = "dossier"
    template = "proposals/dossier_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        filing = version_of(key)
        rules, content = filing.dossier.rules, filing.content
        shown = papers(rules, content, language)
        return {
            "filing": filing, "dossier": filing.dossier, "rules": rules, "content": content,
            "report": report(rules, content, language),
            "papers": _with_checks(shown),
        }  # fmt: skip

    def title(self, key: str, language: str) -> str:
        filing = version_of(key)
        return str(filing.content["title"] or filing.dossier.reference)

    def filename(self, key: str, language: str) -> str:
        filing = version_of(key)
        return f"{filing.dossier.reference}-v{filing.number}-{language}.pdf"

    def annexes(self, key: str, language: str) -> list[tuple[str, str]]:
        filing = version_of(key)
        shown = papers(filing.dossier.rules, filing.content, language)
        files = StoredFile.objects.filter(uid__in=[one["file"] for one in shown], state=IntakeState.ACCEPTED,
                                          unread_at=None)  # fmt: skip
        names = {str(one.uid): str(one.file.name) for one in files}
        return [(f"{one['label']}, {one['name']}", names[one["file"]]) for one in shown if one["file"] in names]


def _with_checks(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each document with why it does not follow the pages: empty for one that does.

    It is printed: a document accepted after a first print, or that can be read again, makes another one.
    """
    files = {str(one.uid): one for one in StoredFile.objects.filter(uid__in=[one["file"] for one in shown])}
    return [{**one, "check": _why_not(files.get(one["file"]))} for one in shown]


def _why_not(stored: StoredFile | None) -> str:
    if stored is None or (stored.state == IntakeState.ACCEPTED and stored.unread_at is None):
        return ""
    return stored.get_state_display() if stored.unread_at is None else _("could not be read: it is not in these pages")


def version_of(key: str) -> Filing:
    """The filed version named by "uid of the dossier-v number", or LookupError."""
    uid, _sep, number = key.rpartition("-v")
    found = Filing.objects.select_related("dossier__version", "dossier__carrier", "dossier__call")
    try:
        return found.get(dossier__uid=uid, number=int(number))
    except (Filing.DoesNotExist, ValueError) as error:
        raise LookupError(key) from error


def key_of(dossier: Dossier) -> str:
    """The key of the version that stands. LookupError for a dossier never filed."""
    if dossier.filing is None:
        raise LookupError(str(dossier.uid))
    return f"{dossier.uid}-v{dossier.filing.number}"
