"""The arbitration of a call: ten institutes' signed lists, cut, at two sizes."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from django.db.models import Max
from django.utils import timezone

from benchmarks.measure import Visit
from benchmarks.pages import Bench
from benchmarks.table import Row

SMALL, LARGE = 200, 2_000
SEEDS = 1_000_000_000


@cache
def _place() -> str:
    """The call that the bench ranks: an annual one that the directorate arbitrates."""
    from instruments.models import Call
    from instruments.steps import Step

    calls = Call.objects.filter(dossiers__isnull=False).distinct().order_by("-year", "pk")
    return str(next(one.slug for one in calls if Step.ARBITRATION in one.rules.steps))


def grow(size: int) -> None:
    """Bring the dossiers ranked in the call to `size`, spread over the institutes; each list is signed and cut."""
    from directory.models import Institute, Person
    from evaluation.models import Envelope, RankEntry, Ranking
    from instruments.models import Call

    call, now = Call.objects.get(slug=_place()), timezone.now()
    derci = Person.objects.get(email="derci@demo.example")
    institutes = list(Institute.objects.order_by("pk")[:10])
    for institute in institutes:
        ranking, _is_new = Ranking.objects.get_or_create(
            call=call, institute=institute, defaults={"created_at": now, "state_since": now, "state": "signed",
                                                      "signed_by": derci, "signed_at": now},
        )  # fmt: skip
        Envelope.objects.update_or_create(
            institute=institute, instrument_slug=call.instrument_slug, year=call.year + 1,
            defaults={"amount": Decimal(5_000_000), "committed": Decimal(80_000), "changed_at": now},
        )  # fmt: skip
        listed = size // len(institutes)
        known = ranking.entries.aggregate(last=Max("position"))["last"] or 0
        dossiers = _dossiers(call.pk, institute.pk, max(listed - known, 0))
        RankEntry.objects.bulk_create(
            RankEntry(ranking=ranking, dossier_id=pk, position=place, rank=place, total=Decimal(30) - place % 30,
                      amount=Decimal(10_000 + place % 40 * 100))
            for place, pk in enumerate(dossiers, start=known + 1)
        )  # fmt: skip
        Ranking.objects.filter(pk=ranking.pk).update(state="signed", signed_by=derci, signed_at=now, cut=listed // 3,
                                                     reserve=3)  # fmt: skip


def _dossiers(call: int, institute: int, number: int) -> list[int]:
    """So many dossiers of this call put in this institute, ranked."""
    from django.core.management import call_command

    from proposals.models import Dossier

    # what was decided elsewhere stays there: in a call to be arbitrated nothing is
    undecided = Dossier.objects.filter(filing__isnull=False, rank_entries=None, decisions=None)
    free = undecided.filter(call=call).order_by("pk")
    while free.count() < number:
        # the same seed writes the same dossiers: one that no other bench has, and that grows with each run
        last = Dossier.objects.aggregate(last=Max("pk"))["last"] or 0
        call_command("generate", proposals=400, reviewers=0, seed=SEEDS + last, verbosity=0)
        undecided.update(call=call)
    found = list(free.values_list("pk", flat=True)[:number])
    version = Dossier.objects.filter(call=call).values_list("version", flat=True).first()
    Dossier.objects.filter(pk__in=found).update(institute=institute, state="ranked", version=version)
    return found


def visits() -> dict[str, Visit]:
    """The board as the directorate opens it."""
    return {"arbitration": Visit(f"/arbitration/{_place()}/", "derci")}


def run() -> list[Row]:
    """At 200 and at 2 000 dossiers."""
    return Bench(visits, grow, (SMALL, LARGE), "≤ 4 × floor, ≤ 12 queries").run()
