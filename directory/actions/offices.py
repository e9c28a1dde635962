"""Granting and ending offices, and naming who stands in during an absence. Every act is in the office's history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.access import Held, may_grant, may_manage
from directory.enums import OFFICE_SCOPES, Role, Scope
from directory.models import Office, Person, StandIn
from directory.models.offices import SCOPE_FIELDS
from directory.signals import office_ended, office_granted, stand_in_named
from directory.standing import Standing, paris_today
from workflow.engine import SYSTEM, Refused, System
from workflow.history import record

Actor = Standing | System


@transaction.atomic
def grant_office(
    *, person: Person, role: Role, scope: Held, starts: date, ends: date | None = None, reason: str = "", by: Actor
) -> Office:
    """Grant `role` over `scope` (None: national) to `person`, both dates included, Paris dates.

    Raises Refused when `by` may not, the scope is not the role's, the dates are reversed or over, or the same
    person already holds the same office on one of these days.
    """
    _take_turns(person)
    office = Office(
        person=person, role=role, starts=starts, ends=ends, granted_by_id=by.person_id, **_scope_fields(role, scope)
    )
    _refuse_if(_grant_refusals(office, by))
    office.save(force_insert=True)
    record(office, "grant", by=by, reason=reason, **_said(office))
    office_granted.send(sender=Office, office=office, by=by)
    return office


@transaction.atomic
def end_office(*, office: Office, ends: date | None = None, reason: str = "", by: Actor) -> Office:
    """End `office` after the day `ends`, or at once without one. Its holder may renounce it.

    Raises Refused when `by` may not, the date comes before its beginning, it is over already, or nobody would
    administer the house any more.
    """
    office = Office.objects.select_for_update(of=("self",)).for_list().get(pk=office.pk)
    _refuse_if(_end_refusals(office, ends, by))
    office.ends = ends or max(office.starts, min(office.ends or paris_today(), paris_today()))
    office.withdrawn_at = None if ends else timezone.now()
    office.save(update_fields=["ends", "withdrawn_at"])
    record(office, "end", by=by, reason=reason, ends=office.ends.isoformat(), at_once=ends is None)
    office_ended.send(sender=Office, office=office, by=by)
    return office


@transaction.atomic
def name_stand_in(*, office: Office, person: Person, starts: date, ends: date, reason: str = "", by: Actor) -> StandIn:
    """Let `person` exercise `office` from `starts` to `ends` (both included), beside its holder.

    Raises Refused when `by` neither holds nor may grant the office, or the dates or the person do not suit.
    """
    office = Office.objects.select_for_update(of=("self",)).for_list().get(pk=office.pk)
    stand_in = StandIn(office=office, person=person, starts=starts, ends=ends)
    _refuse_if(_stand_in_refusals(stand_in, by))
    stand_in.save(force_insert=True)
    record(office, "name-stand-in", by=by, reason=reason, **_said_of_stand_in(stand_in))
    stand_in_named.send(sender=StandIn, stand_in=stand_in, by=by)
    return stand_in


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, reason: str = "", by: Actor) -> StandIn:
    """End the stand-in at once. Raises Refused when `by` may not, or it is over already."""
    stand_in = StandIn.objects.select_for_update(of=("self",)).select_related("office__unit", "person").get(
        pk=stand_in.pk
    )  # fmt: skip
    _refuse_if(_end_stand_in_refusals(stand_in, by))
    stand_in.withdrawn_at = timezone.now()
    stand_in.save(update_fields=["withdrawn_at"])
    record(stand_in.office, "end-stand-in", by=by, reason=reason, **_said_of_stand_in(stand_in))
    return stand_in


def may_name_stand_in(office: Office, by: Actor) -> bool:
    """Its holder, and whoever may grant it; never a stand-in."""
    return isinstance(by, System) or office.person_id == by.person_id or may_manage(by, office)


def is_over(office: Office | StandIn) -> bool:
    """Whether its last day has passed, or it was withdrawn."""
    return office.withdrawn_at is not None or (office.ends is not None and office.ends < paris_today())


def _grant_refusals(office: Office, by: Actor) -> Iterator[str]:
    role = Role(office.role)
    if office.scope not in OFFICE_SCOPES[role]:
        allowed = ", ".join(str(scope.label) for scope in OFFICE_SCOPES[role])
        yield _("This office is held over another kind of scope: %(allowed)s.") % {"allowed": allowed}
        return
    if isinstance(by, Standing) and not may_grant(by, role, office.held_over):
        yield _("You cannot grant this office.")
        return
    if by.person_id == office.person_id and by is not SYSTEM and not by.holds_nationally(Role.ADMINISTRATOR):
        yield _("Nobody grants an office to themselves: ask an administrator.")
    if not office.person.is_active:
        yield _("This account is closed: an office cannot be granted to it.")
    yield from _date_refusals(office)
    yield from _overlap_refusals(office)


def _date_refusals(office: Office) -> Iterator[str]:
    if office.ends and office.ends < office.starts:
        yield _("The end comes before the beginning: correct one of the two dates.")
    elif office.ends and office.ends < paris_today():
        yield _("These dates are over: the office would never be held.")


def _overlap_refusals(office: Office) -> Iterator[str]:
    same = Office.objects.filter(
        person=office.person, role=office.role, withdrawn_at=None,
        **{field: getattr(office, field) for field in SCOPE_FIELDS.values()},
    )  # fmt: skip
    still = Q(ends=None) | Q(ends__gte=office.starts)
    begun = Q(starts__lte=office.ends) if office.ends else Q()
    if same.filter(still & begun).exists():
        yield _("%(person)s already holds this office on some of these days.") % {"person": office.person}


def _end_refusals(office: Office, ends: date | None, by: Actor) -> Iterator[str]:
    if isinstance(by, Standing) and office.person_id != by.person_id and not may_manage(by, office):
        yield _("You cannot end this office.")
        return
    if is_over(office):
        yield _("This office is over already.")
        return
    if ends and ends < office.starts:
        yield _("The end comes before the beginning of the office. Leave it empty to end the office at once.")
    elif ends and ends < paris_today():
        yield _("This day has passed. Leave it empty to end the office at once.")
    if office.role == Role.ADMINISTRATOR and not _other_administrators(office).exists():
        yield _("Nobody else administers the house: first grant this office to somebody else.")


def _other_administrators(office: Office) -> Any:
    """Other offices of administrator in force today without an end, whose holder can log in."""
    held = Office.objects.select_for_update().held_on(paris_today())
    return held.filter(role=Role.ADMINISTRATOR, ends=None, person__is_active=True).exclude(pk=office.pk)


def _stand_in_refusals(stand_in: StandIn, by: Actor) -> Iterator[str]:
    office = stand_in.office
    if not may_name_stand_in(office, by):
        yield _("Only the holder of an office, or who may grant it, names a stand-in.")
        return
    if is_over(office):
        yield _("This office is over already.")
        return
    if stand_in.person_id == office.person_id:
        yield _("Nobody stands in for themselves: give another person’s address.")
    if not stand_in.person.is_active:
        yield _("This account is closed: choose somebody else.")
    if stand_in.ends < stand_in.starts:
        yield _("The end comes before the beginning: correct one of the two dates.")
    elif stand_in.ends < paris_today():
        yield _("These dates are over: choose days to come.")
    elif stand_in.starts < office.starts or (office.ends and office.ends < stand_in.ends):
        yield _("The absence goes beyond the office itself: choose days within it.")
    if _overlapping_stand_ins(stand_in).exists():
        yield _("%(person)s already stands in on some of these days.") % {"person": stand_in.person}


def _overlapping_stand_ins(stand_in: StandIn) -> Any:
    others = StandIn.objects.filter(office=stand_in.office, person=stand_in.person, withdrawn_at=None)
    return others.filter(starts__lte=stand_in.ends, ends__gte=stand_in.starts)


def _end_stand_in_refusals(stand_in: StandIn, by: Actor) -> Iterator[str]:
    if not may_name_stand_in(stand_in.office, by) and stand_in.person_id != by.person_id:
        yield _("You cannot end this replacement.")
    elif is_over(stand_in):
        yield _("This replacement is over already.")


def _scope_fields(role: Role, scope: Held) -> dict[str, Held]:
    """The column of the scope, found from what it is; a model that is no scope is a programming error."""
    if scope is None:
        return {}
    kinds = {"unit": Scope.UNIT, "institute": Scope.INSTITUTE, "section": Scope.SECTION,
             "regionaldelegation": Scope.DELEGATION}  # fmt: skip
    return {SCOPE_FIELDS[kinds[str(scope._meta.model_name)]]: scope}


def _said(office: Office) -> dict[str, Any]:
    return {
        "person": office.person_id, "role": office.role, "scope": office.scope_name,
        "starts": office.starts.isoformat(), "ends": office.ends.isoformat() if office.ends else None,
    }  # fmt: skip


def _said_of_stand_in(stand_in: StandIn) -> dict[str, Any]:
    return {
        "person": stand_in.person_id, "name": str(stand_in.person),
        "starts": stand_in.starts.isoformat(), "ends": stand_in.ends.isoformat(),
    }  # fmt: skip


def _take_turns(person: Person) -> None:
    """Two who grant to the same person at once wait for each other, so that overlaps are seen."""
    Person.objects.select_for_update().get(pk=person.pk)


def _refuse_if(reasons: Iterator[str]) -> None:
    if found := list(reasons):
        raise Refused(found)
