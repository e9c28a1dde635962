"""Running actions at two sizes: what finance may pay, what the tranches take of each budget year, the list itself."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from benchmarks import dossiers, running
from benchmarks.measure import Visit

SMALL, LARGE = 200, 5_000
REACH = "≤ 4 × floor, ≤ 12 queries"


def grow(size: int) -> None:
    """Bring the running actions to `size`, begun over the last three years; their dossiers are invented."""
    from django.db import connection

    from proposals.models import Dossier

    now = timezone.now()
    while _fit() < size:
        dossiers.grow(Dossier.objects.count() + size - _fit() + 10)
    for turn in range(1, 4):
        running.grow(size * turn // 3, date(now.year + 1 - turn, 1, 1), now - timedelta(days=30))
    with connection.cursor() as cursor:
        # as the database keeps itself in a house that lives
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _fit() -> int:
    """How many dossiers may have an action."""
    from proposals.models import Dossier

    return Dossier.objects.filter(filing__isnull=False, unit__isnull=False).count()


def visits() -> dict[str, Visit]:
    """For who pays, and for the directorate."""
    return {
        "payable tranches, finance of a délégation": Visit("/finance/payable/", "finance"),
        "payable tranches, Derci": Visit("/finance/payable/", "derci"),
        "payable tranches, Derci, filters and order": Visit("/finance/payable/?why=blocked&sort=-amount", "derci"),
        "commitments by year, Derci": Visit("/commitments/", "derci"),
        "running actions, Derci": Visit("/actions/", "derci"),
    }
