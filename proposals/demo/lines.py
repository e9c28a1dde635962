"""The demonstration's draft: a partner who was asked, people on both sides, a budget a little over its bound."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from proposals.actions.lines import save_budget, save_line
from proposals.actions.partner_words import ask_partner
from proposals.enums import CofundingState, Side, Source, Status
from proposals.models import Cofunding, Dossier, Participant, Partner

PARTNER = {
    "side": Side.FOREIGN, "institution": "University of Tokyo", "laboratory": "Earthquake Research Institute",
    "city": "Tokyo", "country": "JP", "lead_first_name": "Haruto", "lead_last_name": "Kisaragi",
    "lead_email": "haruto.kisaragi@example.org",
    "role": "Access to the Sanriku cable, its archives and its instruments; joint inversion.",
}  # fmt: skip
PEOPLE = (
    ("Solenne", "Aubrespin", Side.FRENCH, Status.PERMANENT, "Responsable scientifique"),
    ("Maïwenn", "Kerouédan", Side.FRENCH, Status.PHD, "Inversion conjointe"),
    ("Aoi", "Minazuki", Side.FOREIGN, Status.POSTDOC, "Écoute par fibre optique"),
)
# euros asked of the CNRS in the first lines of the rules, one year: all years together pass the bound a little
MARGIN = Decimal(600)


def build(people: Mapping[str, Person]) -> None:
    """Once, in the carrier's draft when there is one; what exists is kept as people left it."""
    by, now = standing_of(people["carrier"]), timezone.now()
    dossier = Dossier.objects.for_rules().filter(carrier=people["carrier"], filing=None).order_by("pk").first()
    if dossier is None or dossier.partners.exists() or not dossier.is_editable_whole:
        return
    partner = save_line(dossier, Partner, pk=None, fields=PARTNER, revision=0, at=now, by=by)
    for first_name, last_name, side, status, role in PEOPLE:
        fields = {"first_name": first_name, "last_name": last_name, "side": side, "status": status, "role": role,
                  "partner": partner if side == Side.FOREIGN else None}  # fmt: skip
        save_line(dossier, Participant, pk=None, fields=fields, revision=0, at=now, by=by)
    fields = {"source": "University of Tokyo", "partner": partner, "amount": Decimal(600_000), "currency": "JPY",
              "rate": Decimal("0.0062"), "rate_on": now.date(), "euros": Decimal(3720),
              "state": CofundingState.PROMISED}  # fmt: skip
    save_line(dossier, Cofunding, pk=None, fields=fields, revision=0, at=now, by=by)
    save_budget(dossier, cells=_cells(dossier), read={}, at=now, by=by)
    ask_partner(partner, at=now, by=by)


def _cells(dossier: Dossier) -> dict[tuple[int, str, str], Decimal | None]:
    lines = [line.slug for line in dossier.rules.spending.lines if line.is_eligible][:3]
    most = Decimal(dossier.rules.credits.maximum or 10_000) + MARGIN
    half = (most / 2).quantize(Decimal(1))
    parts = {1: half, 2: most - half}
    cells: dict[tuple[int, str, str], Decimal | None] = {}
    for year, sum_of_year in parts.items():
        each = (sum_of_year / len(lines)).quantize(Decimal(1))
        for line in lines[1:]:
            cells[year, line, Source.CNRS.value] = each
        cells[year, lines[0], Source.CNRS.value] = sum_of_year - each * (len(lines) - 1)
        cells[year, lines[0], Source.FOREIGN.value] = Decimal(1500)
    return cells
