"""The opinion of the unit's director: shown early, asked, given one by one or several, reminded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from instruments.steps import Step
from notifications.mails import post
from proposals.actions.locks import locked_by_carrier
from proposals.effects import address_request
from proposals.enums import VisaState
from proposals.models import Dossier, Visa
from proposals.querysets.dossiers import UNFILED
from proposals.visa_dates import visa_due
from workflow.engine import SYSTEM, Refused, System, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.models import Call

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
        asked_at=at, due=visa_due(locked, at) if locked.closes else None,
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
    Dossier.objects.filter(pk=locked.pk, state__in=UNFILED).update(is_with_unit=False)
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
    """Write once more to whoever has to give the opinion; False when somebody did in the last twenty hours.

    The institute's officer does, or the carrier. Raises Refused for anybody else, or when it is awaited no longer.
    """
    locked = Visa.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=visa.pk)
    if Role.INSTITUTE_OFFICER not in locked.roles_of(by) and locked.dossier.carrier_id != by.person_id:
        raise Refused([_("This act belongs to another role than yours.")])
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
        # whoever was named meanwhile may be the carrier
        directors = [person.pk for person in visa.dossier.holders(Role.UNIT_DIRECTOR)]
        address_request(visa, visa.dossier, directors, at=now)
        visa.save(update_fields=["is_carried_by_director", "asked_at", "due"])
        perform(visa, "ask", by=SYSTEM, at=now)
    return len(found)


@transaction.atomic
def move_dates(*, call: Call | None = None, dossier: Dossier | None = None, at: datetime, by: Standing | System) -> int:
    """A closing was postponed, of a call or of one dossier: what is asked is awaited later, and those asked are told.

    Never earlier. Returns how many dates moved.
    """
    pending = Visa.objects.select_for_update(of=("self",)).filter(state__in=(VisaState.PREPARED, VisaState.ASKED))
    pending = pending.filter(dossier=dossier) if dossier else pending.filter(dossier__call=call)
    moved = 0
    for visa in pending.select_related("dossier__call", "dossier__carrier").order_by("pk"):
        due = visa_due(visa.dossier, visa.asked_at)
        if visa.due is not None and due <= visa.due:
            continue
        Visa.objects.filter(pk=visa.pk).update(due=due)
        visa.due, moved = due, moved + 1
        if visa.state == VisaState.ASKED:
            row = record(visa, "postpone", by=by, at=at, due=due.isoformat())
            post("visa.postponed", visa, event=f"visa-postponed-{visa.uid}-{row.seq}")
    return moved
