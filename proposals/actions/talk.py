"""Internal notes, messages with those who write the dossier, and who has it open now."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.mails import post
from proposals.access import STAFF
from proposals.enums import Part
from proposals.models import Dossier, Message, Note, Reading
from proposals.querysets.page import READINGS
from workflow.engine import Refused

if TYPE_CHECKING:
    from directory.standing import Standing

# of a note, a message, an opinion
LONGEST = 4000
# sending the same note again so soon is a double click
SAME_NOTE = timedelta(minutes=1)
# somebody who closed the page without a word is no longer said to read
SEEN_FOR = timedelta(minutes=2)
# an open page says so every 45 seconds: who comes and goes within less writes nothing
SAID_AGAIN = timedelta(seconds=30)


@transaction.atomic
def add_note(dossier: Dossier, *, text: str, at: datetime, by: Standing) -> Note:
    """A note for the staff alone. Raises Refused for others, an empty or too long text."""
    if by.person_id is None or Part.NOTES not in dossier.parts_of(by):
        raise Refused([_("Internal notes belong to the institute and the Derci.")])
    clean = _checked(text)
    Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier.pk).first()
    twice = dossier.notes.filter(author=by.person_id, text=clean, at__gt=at - SAME_NOTE).first()
    return twice or Note.objects.create(dossier=dossier, author_id=by.person_id, at=at, text=clean)


@transaction.atomic
def send_message(dossier: Dossier, *, text: str, token: UUID | None = None, at: datetime, by: Standing) -> Message:
    """A message from the staff to the writers, or back; told by mail. `token` names one sending of the form."""
    if by.person_id is None or Part.MESSAGES not in dossier.parts_of(by) or dossier.filing_id is None:
        raise Refused([_("Messages go between those who write a filed dossier and its institute.")])
    # two sendings of one form take turns
    Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier.pk).first()
    sent = Message.objects.filter(token=token).first() if token else None
    if sent and (sent.dossier_id, sent.author_id) == (dossier.pk, by.person_id):
        return sent
    if sent:
        token = None
    message = Message.objects.create(
        dossier=dossier, author_id=by.person_id, is_from_staff=bool(dossier.roles_of(by) & STAFF), at=at,
        text=_checked(text), token=token or uuid4(),
    )  # fmt: skip
    post("dossier.message", message, event=f"dossier-message-{message.token}")
    return message


def read_with(dossier: Dossier, *, at: datetime, by: Standing) -> list[str]:
    """Say that this member of the staff has the dossier open. Returns who else has, by name. One query, or two."""
    seen = READINGS.objects(dossier=dossier.pk, since=at - SEEN_FOR)
    is_said = any(one.person_id == by.person_id and one.at > at - SAID_AGAIN for one in seen)
    if by.person_id is not None and not is_said and dossier.roles_of(by) & STAFF:
        mine = Reading(dossier=dossier, person_id=by.person_id, at=at)
        Reading.objects.bulk_create([mine], update_conflicts=True, unique_fields=["dossier", "person"],
                                    update_fields=["at"])  # fmt: skip
    return [str(one.person) for one in seen if one.person_id != by.person_id]


def _checked(text: str) -> str:
    clean = "".join(char for char in text if _may_stay(char)).strip()
    if not clean:
        raise Refused([_("There is nothing to keep: write something first.")])
    if len(clean) > LONGEST:
        raise Refused([_("Keep to %(most)d characters: there are %(typed)d.") % {"most": LONGEST, "typed": len(clean)}])
    return clean


def _may_stay(char: str) -> bool:
    """No-break spaces are typing; characters that show nothing or turn the line round are not."""
    return char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs"
