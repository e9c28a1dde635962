"""The check list of a closure: what is done, what is not, what was not spent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.enums import OPEN_REPORTS, AmendmentState, ReportKind, ReportState, TrancheState
from funding.report_checks import spent_in_all

if TYPE_CHECKING:
    from funding.models import Award


@dataclass(frozen=True)
class Item:
    """One line of the check list."""

    label: str
    is_done: bool


def unspent(award: Award) -> Decimal | None:
    """Euros paid, net of returns, and not spent by the accepted final report; none before it is accepted."""
    from funding.models import ReportVersion

    found = ReportVersion.objects.filter(
        report__award=award.pk, report__kind=ReportKind.FINAL, report__state=ReportState.ACCEPTED
    )
    version = found.order_by("-number").first()
    return award.paid_net - spent_in_all(version.content) if version else None


def check_list(award: Award) -> Iterator[Item]:
    """In the order in which it is done. Four queries."""
    states = list(award.reports.order_by().values_list("kind", "state"))
    open_states = (*OPEN_REPORTS, ReportState.SUBMITTED)
    yield Item(_("Annual reports accepted"), not any(
        state in open_states for kind, state in states if kind != ReportKind.FINAL))  # fmt: skip
    yield Item(_("Final report accepted"), not any(
        state in open_states for kind, state in states if kind == ReportKind.FINAL))  # fmt: skip
    left = award.tranches.exclude(state__in=(TrancheState.PAID, TrancheState.CANCELLED)).exists()
    yield Item(_("Every tranche paid or cancelled"), not left)
    remains = unspent(award)
    yield Item(_("What was not spent is returned"), remains is not None and remains <= 0)
    yield Item(_("No request for a change left open"), not award.amendments.filter(state=AmendmentState.ASKED).exists())
