"""The opinion of the unit's director: shown early, asked, given one by one or several, reminded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from instruments.steps import Step
from notifications.mails import post
from proposals.actions.locks import locked_by_carrier
from proposals.enums import VisaState
from proposals.models import Dossier, Visa
from workflow.engine import SYSTEM, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing

# somebody who presses the button twice a day writes once
BETWEEN_REMINDERS = timedelta(hours=20)


@dataclass(frozen=True)
class Given:
    """What became of one dossier of several: done, or why not."""

    visa: Visa
    reasons: tuple[str, ...] = ()


@transaction.atomic
def show_to_director(dossier: Dossier, *, at: datetime, by: Standing) -> Visa:
    """Let the unit's director read the draft before it is filed; the opinion itself is asked at filing.

    Raises Refused when the instrument asks no opinion, the unit is unknown, or the dossier is filed already.
    """
    locked = locked_by_carrier(dossier, by=by)
    if Step.VISA not in locked.rules.steps:
        raise Refused([_("This instrument asks for no opinion of the unit’s director.")])
    if locked.unit_id is None:
        raise Refused([_("The unit is not given yet: choose it first, its director will then read the draft.")])
    visa = locked.visas.in_force().first()
    if visa is not None:
        return visa
    visa = Visa.objects.create(
        dossier=locked, unit_id=locked.unit_id, institute_id=locked.institute_id, state=VisaState.PREPARED,
        asked_at=at, due=locked.call.visa_closes,
    )  # fmt: skip
    Dossier.objects.filter(pk=locked.pk).update(is_with_unit=True)
    record(locked, "show-director", by=by, at=at)
    post("visa.shown", visa, event=f"visa-shown-{visa.uid}")
    return visa


@transaction.atomic
def hide_from_director(dossier: Dossier, *, at: datetime, by: Standing) -> None:
    """Take the draft away from the director's list, as long as it is not filed."""
    take_from_director(locked_by_carrier(dossier, by=by), at=at, by=by)


def take_from_director(locked: Dossier, *, at: datetime, by: Standing) -> None:
    """What `hide_from_director` does, of a dossier that the caller has locked."""
    visa = locked.visas.in_force().filter(filing=None).first()
    if visa is None:
        return
    perform(visa, "supersede", by=SYSTEM, at=at)
    Dossier.objects.filter(pk=locked.pk, filing=None).update(is_with_unit=False)
    record(locked, "hide-director", by=by, at=at)


def give_visa(visa: Visa, *, opinion: str, comment: str = "", at: datetime, by: Standing) -> None:
    """Give one of the three opinions on the filed version. Raises Refused, MovedOn when given already."""
    perform(visa, "give", by=by, at=at, opinion=opinion, comment=comment)


def give_visas(visas: Iterable[Visa], *, opinion: str, comment: str, at: datetime, by: Standing) -> list[Given]:
    """The same opinion on several dossiers, each in its own transaction: one refusal holds up no other."""
    done = []
    for visa in visas:
        try:
            give_visa(visa, opinion=opinion, comment=comment, at=at, by=by)
        except Refused as refused:
            done.append(Given(visa, tuple(refused.reasons)))
        else:
            done.append(Given(visa))
    return done


@transaction.atomic
def remind_director(visa: Visa, *, at: datetime, by: Standing) -> bool:
    """Write once more to whoever has to give the opinion; False when somebody did in the last twenty hours."""
    locked = Visa.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=visa.pk)
    if locked.state != VisaState.ASKED:
        raise Refused([_("The opinion is no longer awaited.")])
    if locked.reminded_at is not None and at - locked.reminded_at < BETWEEN_REMINDERS:
        return False
    Visa.objects.filter(pk=locked.pk).update(reminded_at=at)
    record(locked, "remind", by=by, at=at)
    post("visa.reminder", locked, event=f"visa-reminder-{locked.uid}-by-hand-{at:%Y%m%d%H%M}")
    return True


@transaction.atomic
def ask_waiting(now: datetime, *, unit_id: int | None = None) -> int:
    """Let the requests leave that waited for a director in office. Returns how many."""
    waiting = Visa.objects.waiting_for_director(now)
    if unit_id is not None:
        waiting = waiting.filter(unit=unit_id)
    found = list(waiting.select_related("dossier__version", "dossier__call"))
    for visa in found:
        perform(visa, "ask", by=SYSTEM, at=now)
    return len(found)
