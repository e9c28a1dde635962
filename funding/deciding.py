"""Who decides on a request for a change, and who reads a report: an office, or the next above that somebody else holds.

Nobody decides on what they asked (product page §6 gives each kind its approver), nor reads a report they write. Where
the office is vacant, or held by nobody but them, the matter goes up the line, so that none stays without a next actor:
the rule is read as an office for one subject, and as a condition for lists (tests hold both equal).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from directory.enums import Role, Scope
from directory.models import Office, StandIn
from directory.querysets import held_on
from funding.access import CO_WRITES, FINANCE, INSTITUTE, written_by
from funding.amendment_kinds import KINDS
from funding.enums import ReportKind

if TYPE_CHECKING:
    from directory.standing import Standing
    from funding.models import Amendment, Award, Report

LINE = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR)
OF_INSTITUTE = LINE[:2]
NONE = Q(pk__in=())


@dataclass(frozen=True)
class Matter:
    """What goes up the line, as conditions on its rows: where each begins, whom it may never come to."""

    begins_at: Callable[[Role], Q]
    # the people it may not come to, said of a row that names a person by this path, around the row of the matter
    never: Callable[[str], Q]
    # what may not come to this person
    own: Callable[[Standing], Q]


# -- for one subject ---------------------------------------------------------------------------------
def offices_for(award: Award, asked_by: int | None) -> Callable[[str], Role]:
    """The office that decides on each kind of change that this person asks. A query for each office looked into."""
    held = _held_by_others(award, [asked_by] if asked_by else [])
    return lambda kind: _first(LINE[LINE.index(KINDS[kind].approver) :], held)


def office_of(amendment: Amendment) -> Role:
    """The office that decides on this request today. One query, more where an office is vacant."""
    return offices_for(amendment.award, amendment.asked_by_id)(amendment.kind)


def reader_of(report: Report) -> Role:
    """The office that reads this report today, besides finance. Two queries, more where an office is vacant."""
    return _first(LINE, _held_by_others(report.award, writers_of(report.award)))


def may_read(report: Report, roles: Collection[str]) -> bool:
    """Whether these roles accept or return it: the institute, finance for figures, and where it has gone up."""
    figures = FINANCE if report.kind == ReportKind.FINANCIAL else frozenset()
    return bool((INSTITUTE | figures) & set(roles)) or reader_of(report) in roles


def writers_of(award: Award) -> set[int]:
    """Ids of those who write the reports of this action. One query."""
    return {award.carrier_id, *award.holders(Role.COEDITOR).values_list("pk", flat=True)}


def _held_by_others(award: Award, people: Collection[int]) -> Callable[[Role], bool]:
    """Whether somebody else than these people holds an office around the action, asked once for each office."""
    return cache(lambda role: bool(award.holders(role).exclude(pk__in=people).exists()))


def _first(line: Collection[Role], is_held: Callable[[Role], bool]) -> Role:
    *_below, last = line
    return next((role for role in line if is_held(role)), last)


# -- for lists ---------------------------------------------------------------------------------------
def decided_by(standing: Standing, day: date) -> Q | None:
    """The requests that this person decides on, but for their own; None when no office of theirs decides. No query."""
    return _coming_to(standing, day, REQUESTS)


def read_by(standing: Standing, day: date) -> Q | None:
    """The reports that wait for this person, never those they write; None when no office of theirs reads. No query."""
    found = _coming_to(standing, day, REPORTS)
    where = _scope_of(standing, Role.FINANCE_OFFICER, Scope.DELEGATION)
    if where is None:
        return found
    figures = where & Q(kind=ReportKind.FINANCIAL) & ~REPORTS.own(standing)
    return figures if found is None else found | figures


def reader_in_rows(day: date) -> Case:
    """`reader_of` as a column of the reports of a list."""
    found = [When(_is_held(role, day, REPORTS), then=Value(role.value)) for role in LINE[:-1]]
    return Case(*found, default=Value(LINE[-1].value), output_field=CharField())


def _coming_to(standing: Standing, day: date, matter: Matter) -> Q | None:
    found = [where & _reach(role, day, matter) for role in LINE if (where := _scope_of(standing, role)) is not None]
    return reduce(or_, found) & ~matter.own(standing) if found else None


def _scope_of(standing: Standing, role: Role, scope: Scope = Scope.INSTITUTE) -> Q | None:
    if standing.holds_nationally(role):
        return Q()
    ids = standing.scope_ids(role, scope)
    return Q(**{f"award__{scope.value}__in": sorted(ids)}) if ids else None


def _reach(role: Role, day: date, matter: Matter) -> Q:
    """What comes to an office: what begins there, and what came to the one below where nobody else holds that one."""
    found = matter.begins_at(LINE[0])
    for below, above in pairwise(LINE[: LINE.index(role) + 1]):
        found = matter.begins_at(above) | ~_is_held(below, day, matter) & found
    return found


def _is_held(role: Role, day: date, matter: Matter) -> Q:
    """Whether somebody a row may come to holds the office of its institute (or the national one), or stands in."""
    over = OuterRef("award__institute") if role in OF_INSTITUTE else None
    someone = Q(person__is_active=True) & ~matter.never("person")
    held = Office.objects.held_on(day).filter(someone, role=role, institute=over).order_by()
    stood_in = StandIn.objects.filter(
        held_on(day), held_on(day, "office__"), someone, office__role=role, office__institute=over
    ).order_by()
    return Q(Exists(held)) | Q(Exists(stood_in))


def _of_kinds(role: Role) -> Q:
    return Q(kind__in=[kind for kind, one in KINDS.items() if one.approver == role])


def _writes(path: str) -> Q:
    return Q(**{path: OuterRef("award__carrier")}) | Q(**{f"{path}__in": _co_writers(OuterRef(OuterRef("award")))})


def _co_writers(award: Any) -> Any:
    from funding.models import AwardMember

    found = AwardMember.objects.filter(CO_WRITES, award=award)
    return found.order_by().values("person")


REQUESTS = Matter(
    begins_at=_of_kinds,
    never=lambda path: Q(**{path: OuterRef("asked_by")}),
    own=lambda standing: Q(asked_by=standing.person_id),
)
REPORTS = Matter(begins_at=lambda role: Q() if role == LINE[0] else NONE, never=_writes, own=written_by)
