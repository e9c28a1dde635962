"""Changes asked of running actions: one for each of those who decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from funding.actions.amending import ask_change
from funding.enums import AmendmentKind, AwardState
from funding.models import Amendment, Award
from proposals.enums import Side

PARTNER = {"side": Side.FRENCH, "institution": "Université de Bretagne occidentale", "laboratory": "Geo-Ocean",
           "city": "Brest", "country": "FR", "lead_first_name": "Anne-Laure", "lead_last_name": "Kermorgant",
           "lead_email": "al.kermorgant@partner.example"}  # fmt: skip


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as a change is asked, everything is kept as people left it."""
    running = Award.objects.filter(state=AwardState.RUNNING).select_related("carrier").order_by("starts_on", "pk")
    if Amendment.objects.exists() or running.count() < 3:
        return
    oldest, last_year, this_year = running[:3]
    asked: tuple[tuple[Award, AmendmentKind, dict[str, Any], str], ...] = (
        (this_year, AmendmentKind.PARTNER_IN, PARTNER, "Le laboratoire apporte son navire et deux semaines en mer."),
        (last_year, AmendmentKind.PROLONGATION, {"months": 6}, "La campagne d’automne est reportée au printemps."),
        (oldest, AmendmentKind.SUSPENSION, {}, "Le terrain est fermé jusqu’à la fin de la saison des pluies."),
    )
    for award, kind, data, reason in asked:
        ask_change(award, kind=kind, data=data, reason=reason, token=uuid4(), at=timezone.now() - timedelta(days=4),
                   by=standing_of(award.carrier))  # fmt: skip
