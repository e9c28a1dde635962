"""What a person of the Derci or of an institute does with calls, and what the clock does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from instruments.access import CALL_OWNERS
from instruments.effects import freeze_rules
from instruments.enums import Amendable, CallState
from instruments.instants import shifted_years
from instruments.models import Call, CallAmendment, CallAnnex, CallWatch, Priority
from instruments.registry import instrument
from workflow.engine import SYSTEM, Act, Refused, perform
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing

# what a copy takes from last year's call as it is
COPIED = (
    "instrument_slug", "institute", "text_fr", "text_en", "letter_fr", "letter_en", "zone", "is_permanent",
    "grace_minutes", "is_invitation_necessary", "silence_months", "envelope", "is_permanence_required",
)  # fmt: skip
DATED = ("opens", "closes", "visa_closes", "expression_closes", "results_on")


class ChangedMeanwhile(Refused):
    """Somebody else saved the draft since it was read; `current` is the call as they left it."""

    def __init__(self, current: Call) -> None:
        self.current = current
        super().__init__(
            [_("Somebody else changed this call while you were writing. Your text is below: compare, then save again.")]
        )


def may_prepare(*, instrument_slug: str, institute: Institute | None, by: Standing) -> bool:
    """Whether `by` may prepare a call of this instrument for this owner (no institute: the Derci)."""
    owners = instrument(instrument_slug).entry.opened_by
    if institute is None:
        return Role.DERCI_OFFICER in owners and by.holds_nationally(Role.DERCI_OFFICER)
    held = by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    return Role.INSTITUTE_OFFICER in owners and institute.pk in held


@transaction.atomic
def create_call(*, fields: Mapping[str, Any], token: UUID | None = None, by: Standing) -> Call:
    """A new draft owned by `fields["institute"]` (the Derci without). Refused when `by` may not own it.

    `token` names one sending of the form: sent twice, it answers the draft already made.
    """
    if not may_prepare(instrument_slug=fields["instrument_slug"], institute=fields.get("institute"), by=by):
        raise Refused([_("This call is prepared by another service: choose one of the owners offered.")])
    if token and (made := Call.objects.filter(token=token).first()):
        return made
    call = Call(**fields, token=token or uuid4(), slug=_free_slug(fields), state=Call.workflow.initial)
    call.save(force_insert=True)
    record(call, "create", by=by)
    return call


@transaction.atomic
def copy_call(call: Call, *, by: Standing) -> Call:
    """A draft for the following year: same texts and owner, every date one year later at the same local hour."""
    fields = {name: getattr(call, name) for name in COPIED}
    fields |= {name: shifted_years(getattr(call, name), 1, call.zoneinfo) for name in DATED}
    fields |= {"year": call.year + 1, "copied_from": call}
    fields |= {
        name: getattr(call, name).replace(str(call.year), str(call.year + 1)) for name in ("title_fr", "title_en")
    }
    copy = create_call(fields=fields, by=by)
    for priority in call.priorities.all():
        Priority.objects.create(
            call=copy, institute_id=priority.institute_id, kind=priority.kind, label_fr=priority.label_fr,
            label_en=priority.label_en, countries=priority.countries,
        )  # fmt: skip
    for annex in call.annexes.all():
        CallAnnex.objects.create(
            call=copy, institute_id=annex.institute_id, text_fr=annex.text_fr, text_en=annex.text_en,
            envelope=annex.envelope,
        )  # fmt: skip
    return copy


@transaction.atomic
def edit_call(call: Call, *, fields: Mapping[str, Any], revision: int, by: Standing) -> None:
    """Change a draft. Refused once announced, or when somebody changed it since `revision` was read."""
    locked = _locked_draft(call, by)
    if locked.revision != revision:
        raise ChangedMeanwhile(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.revision += 1
    locked.save()
    record(locked, "edit", by=by)


@transaction.atomic
def add_priority(call: Call, *, institute: Institute, kind: str, label_fr: str, label_en: str,
                 countries: Iterable[str] = (), by: Standing) -> Priority:  # fmt: skip
    """A priority of one institute, while the call is a draft. Refused when it is there already."""
    locked = _locked_draft(call, by)
    try:
        with transaction.atomic():
            priority = Priority.objects.create(
                call=locked, institute=institute, kind=kind, label_fr=label_fr, label_en=label_en,
                countries=sorted(countries),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused([_("This priority is already in the list.")]) from error
    record(locked, "add-priority", by=by, institute=institute.code, priority=label_fr)
    return priority


@transaction.atomic
def remove_priority(priority: Priority, *, by: Standing) -> None:
    """Take a priority out of a draft."""
    locked = _locked_draft(priority.call, by)
    record(locked, "remove-priority", by=by, institute=priority.institute.code, priority=priority.label_fr)
    priority.delete()


@transaction.atomic
def set_annex(call: Call, *, institute: Institute, fields: Mapping[str, Any], by: Standing) -> None:
    """What one institute adds to a call of the Derci; an empty annex is removed."""
    locked = _locked_draft(call, by)
    if any(fields.values()):
        CallAnnex.objects.update_or_create(call=locked, institute=institute, defaults=dict(fields))
    else:
        CallAnnex.objects.filter(call=locked, institute=institute).delete()
    record(locked, "annex", by=by, institute=institute.code)


@transaction.atomic
def announce_call(call: Call, *, at: datetime, by: Standing) -> None:
    """Freeze the rules and announce; the call begins at once when its opening has come. Refused by guards."""
    perform(call, "announce", by=by, at=at)
    call.refresh_from_db()
    if call.opens is not None and call.opens <= at:
        perform(call, "begin", by=SYSTEM, at=at)


@transaction.atomic
def postpone_closing(
    call: Call, *, closes: datetime, reason_fr: str, reason_en: str, at: datetime, by: Standing
) -> None:
    """A later closing, with its reason in both languages. Refused when earlier than announced, or once closed."""
    locked = _locked_announced(call, at, by)
    if locked.closes is None:
        raise Refused([_("A permanent entry has no closing date.")])
    if closes <= locked.closes:
        raise Refused([_("The closing can only move later than the one announced.")])
    before, locked.closes = locked.closes, closes
    if locked.visa_closes is not None and locked.visa_closes < closes:
        locked.visa_closes += closes - before
    locked.save(update_fields=["closes", "visa_closes"])
    _amend(
        locked, Amendable.CLOSES, {"closes": before.isoformat()}, {"closes": closes.isoformat()},
        (reason_fr, reason_en), at, by,
    )  # fmt: skip


@transaction.atomic
def amend_text(
    call: Call, *, text_fr: str, text_en: str, reason_fr: str, reason_en: str, at: datetime, by: Standing
) -> None:
    """Another text of the call, with its reason in both languages; the rules stay frozen."""
    locked = _locked_announced(call, at, by)
    before = {"text_fr": locked.text_fr, "text_en": locked.text_en}
    after = {"text_fr": text_fr, "text_en": text_en}
    if before == after:
        raise Refused([_("The text is the one already announced: nothing would change.")])
    locked.text_fr, locked.text_en = text_fr, text_en
    locked.save(update_fields=["text_fr", "text_en"])
    _amend(locked, Amendable.TEXT, before, after, (reason_fr, reason_en), at, by)


@transaction.atomic
def renew_rules(call: Call, *, reason: str, at: datetime, by: Standing) -> None:
    """A new version of a permanent entry: later dossiers take today's definition. Refused for dated calls."""
    locked = _locked_announced(call, at, by)
    if not locked.is_permanent:
        raise Refused([_("The rules of a dated call are those it announced.")])
    row = record(locked, "renew-rules", by=by, at=at, reason=reason)
    freeze_rules(locked, Act(transition=None, by=by, at=row.at, reason=reason, data={}))


def move_due_calls(now: datetime | None = None) -> int:
    """Record every opening and closing that has come, each dated to its announced instant. Returns how many."""
    now = now or timezone.now()
    moved = 0
    for call in Call.objects.due_to_begin(now):
        moved += _moved_by_the_clock(call, "begin", call.opens or now)
    for call in Call.objects.due_to_close(now):
        moved += _moved_by_the_clock(call, "close", call.closes or now)
    return moved


def watch_calls(*, instrument_slug: str, by: Standing) -> None:
    """`by` is told when a call of this instrument opens."""
    if by.person_id is not None:
        CallWatch.objects.get_or_create(person_id=by.person_id, instrument_slug=instrument_slug)


def unwatch_calls(*, instrument_slug: str, by: Standing) -> None:
    CallWatch.objects.filter(person=by.person_id, instrument_slug=instrument_slug).delete()


def _moved_by_the_clock(call: Call, name: str, instant: datetime) -> int:
    try:
        perform(call, name, by=SYSTEM, at=instant)
    except Refused:  # another worker was first, or the closing was moved meanwhile
        return 0
    return 1


def _amend(call: Call, kind: Amendable, before: dict, after: dict, reasons: tuple[str, str], at: datetime,
           by: Standing) -> None:  # fmt: skip
    CallAmendment.objects.create(
        call=call, kind=kind, made_at=at, before=before, after=after, reason_fr=reasons[0], reason_en=reasons[1]
    )
    record(call, f"amend-{kind}", by=by, at=at, reason=reasons[0])


def _locked_draft(call: Call, by: Standing) -> Call:
    locked = _locked_by_owner(call, by)
    if locked.state != CallState.DRAFT:
        raise Refused([_("This call is announced: its rules and dates are frozen. Amend it instead.")])
    return locked


def _locked_announced(call: Call, at: datetime, by: Standing) -> Call:
    locked = _locked_by_owner(call, by)
    if not (locked.is_open_at(at) or locked.is_upcoming_at(at)):
        raise Refused([_("Only a call that is announced or open can be amended.")])
    return locked


def _locked_by_owner(call: Call, by: Standing) -> Call:
    locked = Call.objects.select_for_update().get(pk=call.pk)
    if not locked.roles_of(by) & CALL_OWNERS:
        raise Refused([_("This call is prepared by another service.")])
    return locked


def _free_slug(fields: Mapping[str, Any]) -> str:
    """The first free of `iea-2028`, `irp-2028-insu`, `iea-2028-2`…"""
    institute = fields.get("institute")
    parts = [fields["instrument_slug"], str(fields["year"]), institute.code if institute else ""]
    base = slugify("-".join(part for part in parts if part))
    taken = set(Call.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
