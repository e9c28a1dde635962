"""What waits around decisions: rankings to sign, lists to arbitrate or agree on, results to sign, the collège."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from evaluation.access import know_not_own
from evaluation.enums import RankingState, ReleaseState
from evaluation.loose import left
from evaluation.models import Ranking, Release
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

SIGNING = frozenset({Role.DERCI_DIRECTOR, Role.INSTITUTE_DIRECTION, Role.PRESIDENT})


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One query for each office held, none for the others."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE))
    if institutes:
        yield from _to_sign(standing, institutes)
    if standing.holds_nationally(Role.DERCI_OFFICER):
        yield from _to_arbitrate(standing)
    if standing.roles & SIGNING:
        yield from _to_publish(standing)
    if standing.holds_nationally(Role.COLLEGE_SECRETARY):
        yield from _before_college(standing)
    yield from _left_by_results(standing)


def _left_by_results(standing: Standing) -> Iterator[Waiting]:
    found = left(standing)
    if found.lists:
        yield Waiting(
            number=len(found.lists), url=f"{reverse('release_list')}#h-reserve",
            sentence=ngettext("Reserve list to call", "Reserve lists to call", len(found.lists)),
            why=_("A selected dossier was withdrawn: the first of the list may take its place."),
        )  # fmt: skip
    if found.loose:
        yield Waiting(
            number=found.loose, url=f"{reverse('release_list')}#h-loose",
            sentence=ngettext("Decision in no publication", "Decisions in no publication", found.loose),
            why=_("Their publication was given up: prepare it again, or take them back."),
        )  # fmt: skip


def _to_sign(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    number = Ranking.objects.visible_to(standing).filter(institute__in=institutes, state=RankingState.OPEN).count()
    if number:
        yield Waiting(
            number=number, url=reverse("ranking_list"),
            sentence=ngettext("Ranking to sign", "Rankings to sign", number),
            why=_("Your institute has drawn it up; the arbitration waits for your signature."),
        )  # fmt: skip


def _to_arbitrate(standing: Standing) -> Iterator[Waiting]:
    signed = Ranking.objects.visible_to(standing).filter(state=RankingState.SIGNED)
    count = signed.filter(entries__dossier__state=DossierState.RANKED).distinct().count()
    if count:
        yield Waiting(
            number=count, url=reverse("ranking_list"),
            sentence=ngettext("Signed ranking to follow up", "Signed rankings to follow up", count),
            why=_("Place the cut, or give the directorate’s agreement."),
        )  # fmt: skip


def _to_publish(standing: Standing) -> Iterator[Waiting]:
    prepared = Release.objects.visible_to(standing).filter(state=ReleaseState.PREPARED, signs__in=standing.roles)
    know_not_own(prepared, standing)
    mine = [one for one in prepared if one.signs in one.roles_of(standing)]
    if mine:
        yield Waiting(
            number=len(mine), url=mine[0].get_absolute_url() if len(mine) == 1 else reverse("release_list"),
            sentence=ngettext("Results to sign", "Results to sign", len(mine)),
            why=_("The decisions are prepared; nothing leaves before your signature."),
        )  # fmt: skip


def _before_college(standing: Standing) -> Iterator[Waiting]:
    number = Dossier.objects.visible_to(standing).filter(state=DossierState.BEFORE_COLLEGE).count()
    if number:
        yield Waiting(
            number=number, url=reverse("college_list"),
            sentence=ngettext("Dossier before the collège", "Dossiers before the collège", number),
            why=_("Record what the collège de direction decides of it."),
        )  # fmt: skip
