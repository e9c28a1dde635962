"""What waits for those who examine dossiers, and for those whose opinion is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role, Scope
from proposals.board.ages import aimed_at
from proposals.enums import DossierState as S
from proposals.enums import OpinionState
from proposals.models import Dossier, Message, Opinion
from workflow.waiting import Waiting

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """For officers, three queries; for anybody signed in, one."""
    institutes = sorted(standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))
    if institutes:
        yield from _to_examine(institutes)
        yield from _unanswered(institutes)
    if standing.person_id is not None:
        yield from _opinions(standing, institutes)


def _to_examine(institutes: list[int]) -> Iterator[Waiting]:
    found = Dossier.objects.aggregate(
        filed=Count("pk", filter=Q(institute__in=institutes, state=S.FILED, taken_back_at=None)),
        since=Min("state_since", filter=Q(institute__in=institutes, state=S.FILED, taken_back_at=None)),
        routed=Count("pk", filter=Q(routed_to__in=institutes, state=S.ROUTED)),
    )
    if found["filed"]:
        yield Waiting(
            number=found["filed"],
            sentence=ngettext("Dossier to examine", "Dossiers to examine", found["filed"]),
            why=_("Admissible, to complete, for another institute, or inadmissible."),
            url=f"{reverse('triage_board')}?state={S.FILED}",
            due=aimed_at(S.FILED, found["since"]),
        )
    if found["routed"]:
        yield Waiting(
            number=found["routed"],
            sentence=ngettext("Dossier passed to you", "Dossiers passed to you", found["routed"]),
            why=_("Take it over, or send it back."),
            url=f"{reverse('triage_board')}?state={S.ROUTED}",
        )


def _unanswered(institutes: list[int]) -> Iterator[Waiting]:
    """Dossiers whose last message comes from those who write them."""
    last = Message.objects.filter(dossier=OuterRef("pk")).order_by("-at", "-pk").values("is_from_staff")[:1]
    mine = Dossier.objects.filter(institute__in=institutes, messages__isnull=False).annotate(answered=Subquery(last))
    uids = list(mine.filter(answered=False).order_by("pk").values_list("uid", flat=True).distinct()[:100])
    if uids:
        yield Waiting(
            number=len(uids),
            sentence=ngettext("Message to answer", "Messages to answer", len(uids)),
            why=ngettext("A carrier has written to you.", "Carriers have written to you.", len(uids)),
            url=f"{reverse('dossier', args=[uids[0]])}#messages",
        )


def _opinions(standing: Standing, institutes: list[int]) -> Iterator[Waiting]:
    mine = Q(person=standing.person_id) | Q(institute__in=institutes)
    asked = Opinion.objects.filter(mine, state=OpinionState.ASKED).order_by(F("due").asc(nulls_last=True), "pk")
    found = list(asked.values("uid", "due")[:100])
    if found:
        yield Waiting(
            number=len(found),
            sentence=ngettext("Opinion asked of you", "Opinions asked of you", len(found)),
            why=_("Read the dossier and answer: you decide nothing, you advise."),
            url=reverse("opinion", args=[found[0]["uid"]]),
            due=found[0]["due"],
        )
