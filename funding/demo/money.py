"""The money of the demonstration: batches in hand, leave to pay, a grant to change, what the accounts gave back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from directory.models import Person
from directory.standing import PARIS, standing_of
from funding.actions import batches, derogations, grants, spending
from funding.enums import ChangeKind, TrancheState
from funding.models import Award, GrantChange, SpendingImport, Tranche

MORE = Decimal(2000)


def build(people: Mapping[str, Person]) -> None:
    """Once: as soon as a batch is in hand, or a grant is to change, everything is kept as people left it."""
    now = timezone.now()
    day, finance = now.astimezone(PARIS).date(), standing_of(people["finance"])
    oldest = Award.objects.filter(state="running").order_by("starts_on", "pk").first()
    if oldest is None or GrantChange.objects.exists() or SpendingImport.objects.exists():
        return
    payable = Tranche.objects.visible_to(finance).payable(day).for_list().order_by("award__starts_on", "pk")
    for place, title in enumerate(("Premières tranches de l’année", "Laboratoires internationaux")):
        found = payable.filter(state=TrancheState.PLANNED)
        chosen = [one.pk for one in (found.first(), found.last())[place::2] if one is not None]
        made = batches.prepare(payable.filter(pk__in=chosen), title=title, at=now - timedelta(days=4), by=finance)
        for batch in made.batches[:place]:
            batches.send(batch, at=now - timedelta(days=3), by=finance)
    derogations.give(oldest.tranches.for_list().get(number=4), at=now - timedelta(days=9),
                     reason="Le compte rendu financier attend un relevé du partenaire ; la campagne part en avril.",
                     ends_on=day + timedelta(days=60), by=standing_of(people["direction"]))  # fmt: skip
    grants.propose(oldest, ChangeKind.RAISE, oldest.granted + MORE, reason="Une école d’été commune s’ajoute au plan.",
                   at=now - timedelta(days=5), by=standing_of(people["officer"]))  # fmt: skip
    _given_back(people)


def _given_back(people: Mapping[str, Person]) -> None:
    """The accounts of the year before, as they came: one action has spent more than was notified."""
    now, by = timezone.now(), standing_of(people["finance"])
    year = now.astimezone(PARIS).year - 1
    rows = ["reference;annee;ligne;montant;date"]
    for award in Award.objects.filter(tranches__budget_year=year, tranches__state=TrancheState.PAID).order_by("pk"):
        for place, line in enumerate(award.rules.spending.lines[:2]):
            rows.append(f"{award.reference};{year};{line.slug};{4200 - 900 * place},50;{year}-0{5 + place}-17")
    rows.append(f"IEA-{year}-9999;{year};missions;310,00;{year}-06-02")
    made = spending.read_file(f"depenses-{year}.csv", "\n".join(rows).encode(), at=now - timedelta(days=8), by=by)
    spending.write(made, at=now - timedelta(days=8), by=by)
