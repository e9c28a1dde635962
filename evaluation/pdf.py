"""What the evaluation gives as PDF: the letter of a decision, the minutes of a session."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.models import Person
from directory.standing import standing_of
from documents.pdf import Document, register
from evaluation.enums import SessionKind
from evaluation.minutes import said, without
from evaluation.models import DecisionLetter, PanelSession


def letter_of(code: str) -> DecisionLetter:
    """The letter with this code, or LookupError."""
    try:
        return DecisionLetter.objects.select_related("decision__dossier").get(code=code)
    except DecisionLetter.DoesNotExist as error:
        raise LookupError(code) from error


def letter_context(content: dict[str, Any], language: str) -> dict[str, Any]:
    """What the letter's page reads of its frozen content, in `language`."""
    signatory = content["signatory"]
    return {
        "letter": content,
        "name": content[f"name_{language}"],
        "call": content[f"call_{language}"],
        "reasons": [part for part in content[f"reasons_{language}"].split("\n\n") if part.strip()],
        "quality": signatory.get(f"quality_{language}", ""),
        "signed_by": signatory.get("name", ""),
        "amount": Decimal(content["amount"]) if content["amount"] else None,
        "at": datetime.fromisoformat(content["at"]),
    }


@register
class Letter(Document):
    """The decision, with its reasons, its signatory and the means of appeal."""

    kind = "decision-letter"
    template = "evaluation/releases/letter_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        letter = letter_of(key)
        return {"code": letter.code, **letter_context(letter.content, language)}

    def title(self, key: str, language: str) -> str:
        return _("Decision on %(reference)s") % {"reference": letter_of(key).content["reference"]}

    def filename(self, key: str, language: str) -> str:
        return f"{letter_of(key).content['reference']}-decision-{language}.pdf"


def signed_session(key: str) -> tuple[PanelSession, list[str]]:
    """The session of a key ("uid", or "uid:person" for a reader who is out of dossiers) and the items hidden then."""
    uid, _colon, person = key.partition(":")
    session = PanelSession.objects.select_related("signed_by").filter(uid=uid, minutes__isnull=False).first()
    if session is None:
        raise LookupError(key)
    if not person:
        return session, []
    reader = standing_of(Person.objects.get(pk=int(person)))
    seen = session.items.readable_by(reader).values("pk")
    return session, [str(one) for one in session.items.exclude(pk__in=seen).values_list("uid", flat=True)]


@register
class MinutesDocument(Document):
    """The signed minutes; frozen, without the dossiers that their reader is out of."""

    kind = "minutes"
    template = "evaluation/sessions/minutes_pdf.html"

    def context(self, key: str, language: str) -> dict[str, Any]:
        session, hidden = signed_session(key)
        minutes = without(session.minutes or {}, hidden)
        is_section = session.kind == SessionKind.SECTION
        return {"session": session, "minutes": said(minutes, language), "is_section": is_section}

    def title(self, key: str, language: str) -> str:
        return _("Minutes: %(title)s") % {"title": signed_session(key)[0].title}

    def filename(self, key: str, language: str) -> str:
        session, _hidden = signed_session(key)
        return f"minutes-{session.starts_at:%Y-%m-%d}-{language}.pdf"
