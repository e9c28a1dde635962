"""What waits around sessions: declarations to make, minutes to sign, a session to hold; assignments proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums import SeatRole
from evaluation.enums import SessionState as T
from evaluation.models import AgendaItem, Declaration, PanelSession, Seat
from evaluation.sittings import VOTING
from evaluation.waiting import assignments
from workflow.waiting import Waiting, tallies

if TYPE_CHECKING:
    from directory.standing import Standing


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Two queries for somebody signed in; nothing of the dossiers that they are out of is counted."""
    if standing.person_id is None:
        return
    yield from _to_declare(standing)
    mine = Seat.objects.filter(session=OuterRef("pk"), person=standing.person_id)
    counted = tallies(
        to_sign=PanelSession.objects.filter(Exists(mine.filter(role=SeatRole.CHAIR)), state=T.CLOSED),
        live=PanelSession.objects.filter(Exists(mine), state=T.LIVE), **assignments.asked(standing, now),
    )  # fmt: skip
    found = {name: counted.get(name, (0, None))[0] for name in ("to_sign", "live", "proposed")}
    yield from assignments.rows(found["proposed"])
    if found["to_sign"]:
        yield Waiting(
            number=found["to_sign"], url=reverse("session_list"),
            sentence=ngettext("Minutes to sign", "Minutes to sign", found["to_sign"]),
            why=_("You chaired the session; what follows from it waits for your signature."),
        )  # fmt: skip
    if found["live"]:
        yield Waiting(
            number=found["live"], url=reverse("session_list"),
            sentence=ngettext("Session under way", "Sessions under way", found["live"]),
            why=_("You have a seat in it."),
        )  # fmt: skip


def _to_declare(standing: Standing) -> Iterator[Waiting]:
    said = Declaration.objects.filter(person=standing.person_id or 0, dossier=OuterRef("dossier"))
    seats = Seat.objects.filter(person=standing.person_id or 0, role__in=VOTING)
    left = AgendaItem.objects.readable_by(standing).filter(
        ~Exists(said), session__state__in=(T.PREPARED, T.LIVE), session__in=seats.values("session")
    )  # fmt: skip
    found = left.order_by().aggregate(number=Count("pk"), due=Min("session__starts_at"))
    if found["number"]:
        yield Waiting(
            number=found["number"], url=reverse("session_list"), due=found["due"],
            sentence=ngettext("Declaration of interests to make", "Declarations of interests to make",
                              found["number"]),
            why=_("Dossiers of a session in which you sit: each opens once you have declared."),
        )  # fmt: skip
