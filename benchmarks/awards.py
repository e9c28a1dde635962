"""Running actions at two sizes: what finance may pay, what the tranches take of each budget year, the list itself."""

from __future__ import annotations

from datetime import date

from benchmarks import dossiers
from benchmarks.measure import Visit

SMALL, LARGE = 200, 5_000
REACH = "≤ 4 × floor, ≤ 12 queries"


def grow(size: int) -> None:
    """Bring the running actions to `size`, begun over the last three years; their dossiers are invented."""
    from django.db import connection

    from funding.generate.awards import write_awards
    from funding.models import Award
    from proposals.enums import DossierState
    from proposals.generate.texts import dice
    from proposals.models import Dossier

    missing = size - Award.objects.count()
    if missing <= 0:
        return
    free = Dossier.objects.filter(filing__isnull=False, unit__isnull=False, award=None).order_by("pk")
    while free.count() < missing:
        dossiers.grow(Dossier.objects.count() + missing - free.count())
    chosen = list(free.for_rules()[:missing])
    Dossier.objects.filter(pk__in=[one.pk for one in chosen]).update(state=DossierState.STARTED)
    year = date.today().year
    write_awards(((one, date(year - place % 3, 1, 1)) for place, one in enumerate(chosen)), dice(size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def visits() -> dict[str, Visit]:
    """For who pays, and for the directorate."""
    return {
        "payable tranches, finance of a délégation": Visit("/finance/payable/", "finance"),
        "payable tranches, Derci": Visit("/finance/payable/", "derci"),
        "payable tranches, Derci, filters and order": Visit("/finance/payable/?why=blocked&sort=-amount", "derci"),
        "commitments by year, Derci": Visit("/commitments/", "derci"),
        "running actions, Derci": Visit("/actions/", "derci"),
    }
