"""A campaign evaluated to the point where it is ranked, for tests; made through the acts people use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from directory.enums import Role
from directory.models import Institute
from directory.standing import Standing, standing_of
from evaluation.actions.ranking import draw_up, set_cut, sign
from evaluation.models import Ranking
from instruments.models import Call
from proposals.models import Dossier
from tests.evaluation.reviews import a_filed_review, an_admissible_dossier
from tests.factories import a_delegation, a_person, a_unit, an_institute, an_office
from tests.proposals.dossiers import a_permanent_or_annual_call


@dataclass
class Campaign:
    """One call, one institute, its dossiers in the order they were given, and those who act."""

    call: Call
    institute: Institute
    dossiers: list[Dossier]
    officer: Standing
    direction: Standing
    derci: Standing
    head: Standing


def a_campaign(slug: str = "iea", marks: tuple[str, ...] = ("4", "3", "3"), call: Call | None = None) -> Campaign:
    """As many dossiers as marks, each with one review of that mark everywhere."""
    call = call or a_permanent_or_annual_call(slug)
    institute = an_institute()
    officer = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, institute).person)
    dossiers = []
    for mark in marks:
        unit = a_unit(institute=institute, delegation=a_delegation())
        an_office(a_person(), Role.UNIT_DIRECTOR, unit)
        dossier = an_admissible_dossier(slug, call=call, carrier=a_person(unit=unit))
        a_filed_review(dossier, by=officer, mark=mark)
        dossiers.append(Dossier.objects.get(pk=dossier.pk))
    return Campaign(
        call=call, institute=institute, dossiers=dossiers, officer=officer,
        direction=standing_of(an_office(a_person(), Role.INSTITUTE_DIRECTION, institute).person),
        derci=standing_of(an_office(a_person(), Role.DERCI_OFFICER).person),
        head=standing_of(an_office(a_person(first_name="Anne", last_name="Direction"), Role.DERCI_DIRECTOR).person),
    )  # fmt: skip


def a_ranking(campaign: Campaign) -> Ranking:
    """Drawn up from the scores, not signed."""
    return draw_up(campaign.call, campaign.institute, at=timezone.now(), by=campaign.officer)


def a_signed_ranking(campaign: Campaign, *, cut: int | None = None, reserve: int = 0, by: Standing | None = None,
                     **more: Any) -> Ranking:  # fmt: skip
    """Signed by the direction; cut after `cut` places by whoever cuts."""
    ranking = a_ranking(campaign)
    sign(ranking, at=timezone.now(), by=campaign.direction)
    if cut is not None:
        ranking = set_cut(ranking, cut=cut, reserve=reserve, revision=ranking.revision, at=timezone.now(),
                          by=by or campaign.derci)  # fmt: skip
    return Ranking.objects.get(pk=ranking.pk)


AMOUNT = Decimal("12000")
