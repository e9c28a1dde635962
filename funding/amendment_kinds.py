"""The kinds of changes that may be asked: who approves, what refuses, what becomes so. One row per kind.

Carrier, partners, budget lines, managing unit, suspension, more months to spend, early end (product page §6). The form
of each kind stands in `forms/amendments.py` and gives `data`, plain JSON values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from directory.models import Person, Unit
from directory.standing import PARIS
from funding import calendar
from funding.enums import OPEN_REPORTS, AmendmentKind, AwardState, ReportKind
from funding.models import AwardMember, AwardPartner, Report
from instruments.instants import shifted_months
from proposals.enums import Side, Status
from workflow.engine import perform

if TYPE_CHECKING:
    from funding.models import Amendment, Award
    from workflow.engine import Act

Data = Mapping[str, Any]
MOST_MONTHS = 12


@dataclass(frozen=True)
class Kind:
    """One kind of change."""

    approver: Role
    refuses: Callable[[Award, Data], Iterator[str]]
    apply: Callable[[Amendment, Act], None]


# -- carrier -------------------------------------------------------------------------------------------
def _carrier_refuses(award: Award, data: Data) -> Iterator[str]:
    person = Person.objects.filter(pk=data["person"], is_active=True).first()
    if person is None:
        yield _("The person named has no account any more.")
    elif person.pk == award.carrier_id:
        yield _("This person carries the action already.")
    elif person.unit_id is None:
        yield _("The person named has no CNRS unit in their profile: they choose it there first.")


def _carrier(amendment: Amendment, act: Act) -> None:
    """The former carrier stays a member; what they wrote stays theirs."""
    award = amendment.award
    former = award.carrier
    AwardMember.objects.filter(award=award, person=amendment.data["person"], left_on=None).update(person=None)
    AwardMember.objects.create(
        award=award, side=Side.FRENCH, first_name=former.first_name, last_name=former.last_name, email=former.email,
        status=Status.PERMANENT, joined_on=_day(act),
    )  # fmt: skip
    _set(award, carrier_id=amendment.data["person"])


# -- partners ------------------------------------------------------------------------------------------
def _partner_in(amendment: Amendment, act: Act) -> None:
    AwardPartner.objects.create(award=amendment.award, joined_on=_day(act), **amendment.data)
    _countries(amendment.award)


def _partner_out_refuses(award: Award, data: Data) -> Iterator[str]:
    staying = award.partners.filter(left_on=None, side=Side.FOREIGN).exclude(pk=data["partner"])
    asked = award.rules.partners
    if not asked.foreign_laboratories.allows(staying.count()):
        yield _("The action would be left with too few foreign laboratories: its rules ask for %(bound)s.") % {
            "bound": asked.foreign_laboratories
        }
    countries = {one for one in staying.order_by().values_list("country", flat=True) if one}
    if not asked.foreign_countries.allows(len(countries)):
        yield _("The action would no longer have the partner countries of its rules: %(bound)s.") % {
            "bound": asked.foreign_countries
        }


def _partner_in_refuses(award: Award, data: Data) -> Iterator[str]:
    if data["side"] != Side.FOREIGN:
        return
    present = award.partners.filter(left_on=None, side=Side.FOREIGN)
    countries = {one for one in present.order_by().values_list("country", flat=True) if one} | {data["country"]}
    if not award.rules.partners.foreign_countries.allows(len(countries)):
        yield _("The rules of the action ask for %(bound)s: this partner would add a country.") % {
            "bound": award.rules.partners.foreign_countries
        }


def _partner_out(amendment: Amendment, act: Act) -> None:
    amendment.award.partners.filter(pk=amendment.data["partner"], left_on=None).update(left_on=_day(act))
    _countries(amendment.award)


def _countries(award: Award) -> None:
    present = award.partners.filter(left_on=None, side=Side.FOREIGN).order_by().values_list("country", flat=True)
    _set(award, countries=sorted({one for one in present if one}))


# -- budget lines --------------------------------------------------------------------------------------
def _budget_refuses(award: Award, data: Data) -> Iterator[str]:
    tranche = award.tranches.filter(number=data["year"]).first()
    if tranche is None:
        yield _("The action has no such year.")
    elif sum(map(Decimal, data["lines"].values()), Decimal(0)) != tranche.amount:
        yield _("The lines must sum to the tranche of the year, to the cent: it may have changed since.")
    if Report.objects.filter(award=award.pk, year=data["year"], kind=ReportKind.FINANCIAL).exclude(
        state__in=OPEN_REPORTS
    ).exists():  # fmt: skip
        yield _("The financial report of this year is submitted: its lines no longer change.")


def _budget(amendment: Amendment, act: Act) -> None:
    _set(amendment.award, budget={**amendment.award.budget, str(amendment.data["year"]): amendment.data["lines"]})


# -- managing unit -------------------------------------------------------------------------------------
def _unit_refuses(award: Award, data: Data) -> Iterator[str]:
    unit = Unit.objects.filter(pk=data["unit"]).first()
    if unit is None or unit.institute_id is None:
        yield _("This unit has no institute in the directory: it cannot manage an action.")
    elif unit.pk == award.unit_id:
        yield _("This unit manages the action already.")


def _unit(amendment: Amendment, act: Act) -> None:
    """Institute and délégation follow the unit (product page §6)."""
    unit = Unit.objects.get(pk=amendment.data["unit"])
    _set(amendment.award, unit_id=unit.pk, institute_id=unit.institute_id, delegation_id=unit.delegation_id)


# -- time ----------------------------------------------------------------------------------------------
def _suspension_refuses(award: Award, data: Data) -> Iterator[str]:
    if award.state != AwardState.RUNNING:
        yield _("Only an action that runs can be suspended.")


def _suspension(amendment: Amendment, act: Act) -> None:
    perform(amendment.award, "suspend", by=act.by, at=act.at, reason=amendment.reason)


def _prolongation_refuses(award: Award, data: Data) -> Iterator[str]:
    left = MOST_MONTHS - award.prolonged_months
    if data["months"] > left:
        yield ngettext(
            "One month more at most: an action is prolonged by twelve months in all, without credits.",
            "%(count)d months more at most: an action is prolonged by twelve months in all, without credits.",
            max(left, 0),
        ) % {"count": max(left, 0)}
    if award.state == AwardState.CLOSED:
        yield _("A closed action is not prolonged.")


def _prolongation(amendment: Amendment, act: Act) -> None:
    """More months to spend, no credits: no tranche is added; the final report waits."""
    award, months = amendment.award, int(amendment.data["months"])
    _set(award, ends_on=shifted_months(award.ends_on, months), prolonged_months=award.prolonged_months + months)
    _final_waits(award)
    if award.state == AwardState.CLOSING and not award.is_over(_day(act)):
        perform(award, "prolong", by=act.by, at=act.at)


def _end_refuses(award: Award, data: Data) -> Iterator[str]:
    day = date.fromisoformat(data["ends_on"])
    if not award.starts_on < day < award.ends_on:
        yield _("The new last day comes after the start of the action and before its present last day.")
    if award.state not in (AwardState.RUNNING, AwardState.SUSPENDED):
        yield _("This action has ended already.")


def _end(amendment: Amendment, act: Act) -> None:
    """On its new last day the clock ends it; when that day is past, at once."""
    award = amendment.award
    _set(award, ends_on=date.fromisoformat(amendment.data["ends_on"]))
    _final_waits(award)
    if award.is_over(_day(act)):
        perform(award, "end", by=act.by, at=act.at)


def _final_waits(award: Award) -> None:
    due = calendar.final_due(award.ends_on, award.rules.reports.final_due_months)
    Report.objects.filter(award=award.pk, kind=ReportKind.FINAL, state__in=OPEN_REPORTS).update(due_on=due)


def _set(award: Award, **columns: Any) -> None:
    type(award).objects.filter(pk=award.pk).update(**columns)
    award.refresh_from_db(fields=[name.removesuffix("_id") for name in columns])


def _day(act: Act) -> date:
    return act.at.astimezone(PARIS).date()


KINDS: dict[str, Kind] = {
    AmendmentKind.CARRIER: Kind(Role.INSTITUTE_OFFICER, _carrier_refuses, _carrier),
    AmendmentKind.PARTNER_IN: Kind(Role.INSTITUTE_OFFICER, _partner_in_refuses, _partner_in),
    AmendmentKind.PARTNER_OUT: Kind(Role.INSTITUTE_OFFICER, _partner_out_refuses, _partner_out),
    AmendmentKind.BUDGET: Kind(Role.INSTITUTE_OFFICER, _budget_refuses, _budget),
    AmendmentKind.UNIT: Kind(Role.DERCI_OFFICER, _unit_refuses, _unit),
    AmendmentKind.SUSPENSION: Kind(Role.INSTITUTE_DIRECTION, _suspension_refuses, _suspension),
    AmendmentKind.PROLONGATION: Kind(Role.DERCI_OFFICER, _prolongation_refuses, _prolongation),
    AmendmentKind.END: Kind(Role.INSTITUTE_DIRECTION, _end_refuses, _end),
}
