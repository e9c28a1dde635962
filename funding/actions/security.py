"""The security officer's opinion: asked, no longer needed; and the notes on countries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from funding.models import CountryNote, SecurityOpinion
from funding.security_access import NOTE_KEEPERS, may_know
from notifications.mails import post
from proposals.models import Dossier
from proposals.workflow import EVALUATED, GRANTED
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

ASKING = frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER})
# from admissible on, until the action starts
ASKED_IN = frozenset((*EVALUATED, *GRANTED))


@transaction.atomic
def ask_security(dossier: Dossier, *, note: str, at: datetime, by: Standing) -> SecurityOpinion:
    """Ask the security officer, in confidence. Awaited already, nothing is asked twice. Raises Refused."""
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if not may_know(locked, by) or not locked.roles_of(by) & ASKING or by.person_id is None:
        raise Refused([_("This opinion is asked by the institute’s international officer or by the directorate.")])
    if locked.state not in ASKED_IN:
        raise Refused([_("The security opinion is asked between admissibility and the start of the action.")])
    if not note.strip():
        raise Refused([_("Say what the security officer should look at.")])
    found = SecurityOpinion.objects.awaited().filter(dossier=locked.pk).first()
    if found is not None:
        raise Refused([_("This opinion is asked already, and awaited. Nothing was done twice.")])
    made = SecurityOpinion.objects.create(
        dossier=locked, note=note.strip(), asked_by_id=by.person_id, asked_at=at, state_since=at
    )
    record(made, "ask", by=by, at=at)
    post("security.asked", made, event=f"security-asked-{made.uid}")
    return made


def withdraw_awaited(dossier: Dossier, at: datetime) -> None:
    """Of a dossier that is over, no opinion is awaited any more."""
    for one in SecurityOpinion.objects.awaited().filter(dossier=dossier.pk):
        perform(one, "withdraw", by=SYSTEM, at=at, reason=_("The dossier is over."))


@transaction.atomic
def keep_note(country: str, *, text: str, needs_opinion: bool, at: datetime, by: Standing) -> CountryNote | None:
    """Write, change, or with an empty text forget the note on a country. Raises Refused for whoever keeps none."""
    if not by.roles & NOTE_KEEPERS or by.person_id is None:
        raise Refused([_("The notes on countries are kept by the security officer.")])
    found = CountryNote.objects.select_for_update().filter(country=country).first()
    if not text.strip():
        if found is not None:
            found.delete()
        return None
    made, _is_new = CountryNote.objects.update_or_create(
        country=country,
        defaults={"text": text.strip(), "needs_opinion": needs_opinion, "changed_at": at,
                  "changed_by_id": by.person_id},
    )  # fmt: skip
    record(made, "write", by=by, at=at, country=country, needs_opinion=needs_opinion)
    return made
