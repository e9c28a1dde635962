"""The set-up year: opened, extended once, its parties, its convention, its clock, what a dedicated unit will have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from directory.models import Person
from directory.standing import PARIS
from documents.intake import hash_of, receive
from funding import calendar
from funding.actions.letters import institutions
from funding.letters_access import FOLLOWING
from funding.models import ConventionVersion, Party, PlannedResource, SetUp, SetUpComment, StaffAssignment
from instruments.instants import shifted_months
from notifications.mails import post
from proposals.access import WRITERS
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.engine import SYSTEM, Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Unit
    from directory.standing import Standing
    from funding.models import Award

OPEN = (DossierState.SET_UP, DossierState.SET_UP_EXTENDED)
PARTY = ("side", "institution", "country", "contact", "email", "language")
MOST_PAGES = 100
LONGEST = 4000


@transaction.atomic
def open_set_up(dossier: Dossier, *, at: datetime) -> SetUp:
    """The clock starts; the parties are those of the filed dossier. Opened again after the collège, it starts again."""
    months = dossier.rules.formalisation.set_up_months or calendar.MONTHS_OF_A_YEAR
    due = shifted_months(at.astimezone(PARIS).date(), months)
    made, is_new = SetUp.objects.update_or_create(
        dossier=dossier, defaults={"opened_at": at, "due_on": due, "extended_until": None}
    )
    if is_new and dossier.filing:
        Party.objects.bulk_create(
            Party(set_up=made, **fields) for fields in institutions(dossier.filing.content.get("partners", []))
        )
    record(made, "open", by=SYSTEM, at=at, due_on=due.isoformat())
    return made


@transaction.atomic
def extend(dossier: Dossier, *, months: int, at: datetime) -> None:
    """More months from the end of the year, once: what the act `extend-set-up` does besides the state."""
    found = SetUp.objects.select_for_update().get(dossier=dossier)
    SetUp.objects.filter(pk=found.pk).update(extended_until=shifted_months(found.due_on, months))
    record(found, "extend", by=SYSTEM, at=at, months=months)


@transaction.atomic
def keep_party(set_up: SetUp, *, fields: Mapping[str, Any], party: Party | None = None, at: datetime,
               by: Standing) -> Party:  # fmt: skip
    """Add or correct a party, and date its signature. Raises Refused: a signature is not of a day to come."""
    locked = _followed(set_up, by)
    kept = Party.objects.select_for_update().get(pk=party.pk) if party else Party(set_up=locked)
    if kept.removed_at is not None:
        raise Refused([_("This party was taken out.")])
    signed_on = fields.get("signed_on")
    if signed_on and signed_on > at.astimezone(PARIS).date():
        raise Refused([_("A signature is dated today at the latest: this day is still to come.")])
    for name in PARTY:
        setattr(kept, name, fields[name])
    is_dated = kept.signed_on != signed_on
    kept.signed_on = signed_on
    kept.save()
    record(locked, "signature" if is_dated else "party", by=by, at=at, party=str(kept),
           signed_on=signed_on.isoformat() if signed_on else "")  # fmt: skip
    return kept


@transaction.atomic
def remove_party(party: Party, *, at: datetime, reason: str, by: Standing) -> None:
    """Take a party out, with the reason; what it held, nobody holds. Twice, once. Raises Refused."""
    locked = _followed(party.set_up, by)
    if not reason.strip():
        raise Refused([_("A reason is needed: write in a few words why.")])
    if not Party.objects.filter(pk=party.pk, removed_at=None).update(removed_at=at):
        return
    if locked.pen_id == party.pk:
        SetUp.objects.filter(pk=locked.pk).update(pen=None, pen_since=None)
    record(locked, "remove-party", by=by, at=at, reason=reason.strip(), party=str(party))


@transaction.atomic
def hand_pen(set_up: SetUp, *, party: Party, at: datetime, by: Standing) -> None:
    """Who writes now, told by mail where there is an address. The same party again changes nothing. Raises Refused."""
    locked = _followed(set_up, by)
    if party.set_up_id != locked.pk or party.removed_at is not None:
        raise Refused([_("Choose one of the parties of this convention.")])
    if locked.pen_id == party.pk:
        return
    SetUp.objects.filter(pk=locked.pk).update(pen=party, pen_since=at)
    row = record(locked, "pen", by=by, at=at, party=str(party))
    fresh = SetUp.objects.select_related("dossier__carrier", "pen").get(pk=locked.pk)
    post("set-up.pen", fresh, event=f"set-up-pen-{locked.uid}-{row.seq}")


@transaction.atomic
def add_version(set_up: SetUp, *, file: UploadedFile, party: Party | None, note: str, at: datetime,
                by: Standing) -> ConventionVersion:  # fmt: skip
    """Keep another version of the convention; the same file as the last one is kept once. Raises Refused."""
    locked = _followed(set_up, by, with_writers=True)
    last = locked.versions.select_related("file").first()
    if last is not None and last.file.sha256 == hash_of(file) and last.file.size == file.size:
        return last
    stored = receive(file, at=at, by=Person(pk=by.person_id), most_pages=MOST_PAGES)
    number = (locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = ConventionVersion.objects.create(
        set_up=locked, number=number, file=stored, party=party, note=note.strip(), sent_by_id=by.person_id or 0,
        sent_at=at,
    )  # fmt: skip
    record(locked, "version", by=by, at=at, number=number)
    return made


@transaction.atomic
def comment(set_up: SetUp, *, text: str, token: UUID, at: datetime, by: Standing) -> SetUpComment:
    """A word for those who follow the set-up. The same sending twice is one comment. Raises Refused."""
    locked = _followed(set_up, by, with_writers=True)
    text = text.strip()
    if not text:
        raise Refused([_("Write your comment first.")])
    if len(text) > LONGEST:
        raise Refused([_("Keep the comment to %(most)d characters.") % {"most": LONGEST}])
    made, _is_new = SetUpComment.objects.get_or_create(
        token=token, defaults={"set_up": locked, "text": text, "author_id": by.person_id or 0, "at": at}
    )
    return made


@transaction.atomic
def settle_convention(set_up: SetUp, *, convention_on: date | None, unit_kind: str, unit: Unit | None, unit_name: str,
                      at: datetime, by: Standing) -> None:  # fmt: skip
    """The date of the convention, and the unit of the laboratory. Raises Refused."""
    locked = _followed(set_up, by)
    today = at.astimezone(PARIS).date()
    if convention_on and convention_on > today:
        raise Refused([_("A convention is dated today at the latest: this day is still to come.")])
    if convention_on and convention_on < locked.opened_at.astimezone(PARIS).date():
        raise Refused([_("The convention cannot be older than the opening of the set-up year.")])
    if unit_kind and unit is None and not unit_name.strip():
        raise Refused([_("Choose the unit, or announce it by its name.")])
    locked.convention_on, locked.unit_kind, locked.unit = convention_on, unit_kind, unit
    locked.unit_name = "" if unit else unit_name.strip()
    locked.save(update_fields=["convention_on", "unit_kind", "unit", "unit_name"])
    record(locked, "convention", by=by, at=at, convention_on=convention_on.isoformat() if convention_on else "",
           unit=str(unit) if unit else locked.unit_name)  # fmt: skip


@transaction.atomic
def plan_resources(set_up: SetUp, *, cells: Mapping[tuple[int, str], Decimal], at: datetime, by: Standing) -> None:
    """Own resources of the dedicated unit: euros per year of the action and line of the rules. Raises Refused."""
    locked = _followed(set_up, by)
    if not locked.is_dedicated or locked.dossier.rules.dedicated_unit is None:
        raise Refused([_("Own resources belong to a dedicated unit: say first that one is created.")])
    locked.resources.all().delete()
    PlannedResource.objects.bulk_create(
        PlannedResource(set_up=locked, year=year, line=line, euros=euros)
        for (year, line), euros in sorted(cells.items()) if euros
    )  # fmt: skip
    record(locked, "plan", by=by, at=at, euros=f"{sum(cells.values(), Decimal(0)):.2f}")


@transaction.atomic
def keep_assignment(set_up: SetUp, *, fields: Mapping[str, Any], line: StaffAssignment | None = None, at: datetime,
                    by: Standing) -> StaffAssignment:  # fmt: skip
    """Add or correct somebody assigned to the dedicated unit. Raises Refused."""
    locked = _followed(set_up, by)
    if not locked.is_dedicated:
        raise Refused([_("Staff is assigned to a dedicated unit: say first that one is created.")])
    kept = line or StaffAssignment(set_up=locked)
    for name in ("name", "status", "employer", "starts_on", "ends_on"):
        setattr(kept, name, fields[name])
    kept.save()
    record(locked, "staff", by=by, at=at, name=kept.name)
    return kept


@transaction.atomic
def remove_assignment(line: StaffAssignment, *, at: datetime, by: Standing) -> None:
    """Take an assignment out. Raises Refused."""
    locked = _followed(line.set_up, by)
    record(locked, "staff", by=by, at=at, name=line.name, removed=True)
    StaffAssignment.objects.filter(pk=line.pk).delete()


def convention_day(dossier: Dossier) -> date | None:
    """The day on which an action begins whose convention is signed (product page §6); none without a set-up year."""
    return SetUp.objects.filter(dossier=dossier.pk).values_list("convention_on", flat=True).first()


def follow_start(award: Award) -> None:
    """The action knows its dedicated unit, when the directory has it."""
    found = SetUp.objects.filter(dossier=award.dossier_id).first()
    if found is not None and found.is_dedicated and found.unit_id:
        type(award).objects.filter(pk=award.pk).update(dedicated_unit=found.unit_id)


def _followed(set_up: SetUp, by: Standing, *, with_writers: bool = False) -> SetUp:
    """The set-up, locked; refused to whoever does not follow it, or once it is over."""
    locked = (
        SetUp.objects.select_for_update(of=("self",)).select_related("dossier__version").get(pk=set_up.pk)
    )  # fmt: skip
    roles = locked.dossier.roles_of(by)
    may = roles & (FOLLOWING | WRITERS) if with_writers else roles & FOLLOWING and not roles & WRITERS
    if not may:
        raise Refused([_("The set-up year is followed by the institute and the directorate.")])
    if locked.dossier.state not in OPEN:
        raise Refused([_("The set-up year of this dossier is over: nothing changes in it.")])
    return locked
