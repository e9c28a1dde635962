"""Running actions by the thousand, over the dossiers that the bench has: as their start leaves them."""

from __future__ import annotations

from datetime import date, datetime


def grow(number: int, starts_on: date, at: datetime) -> None:
    """Bring the actions to `number`, new ones started on `starts_on`, entered at `at`; the first stay what they are."""
    from funding.generate.awards import write_awards
    from funding.models import Award
    from proposals.generate.texts import dice
    from proposals.models import Dossier

    missing = max(number - Award.objects.count(), 0)
    filed = Dossier.objects.filter(award=None, filing__isnull=False, unit__isnull=False, institute__isnull=False)
    found = list(filed.exclude(reference=None).for_rules().order_by("pk")[:missing])
    if len(found) < missing:
        raise SystemExit(f"{missing} actions are to start, {len(found)} dossiers are filed: generate more.")
    write_awards(((one, starts_on) for one in found), dice(number), at)
