"""Pages at two sizes of what they list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import quote

from django.core.management import call_command
from django.utils import timezone

from benchmarks.measure import Visit, cost_of
from benchmarks.table import Row


@dataclass(frozen=True)
class Bench:
    """Visits measured once `grow(size)` has brought the data to each of the sizes, smallest first."""

    visits: Callable[[], dict[str, Visit]]
    grow: Callable[[int], None]
    sizes: tuple[int, ...]
    reach: str = "≤ 20 queries"

    def run(self) -> list[Row]:
        rows = []
        for size in self.sizes:
            self.grow(size)
            for name, visit in self.visits().items():
                cost = cost_of(visit)
                rows.append(Row(name, str(size), cost.queries, cost.milliseconds, cost.floors, self.reach))
        return rows


def calls(number: int) -> None:
    """Bring the calls announced to `number`: annual ones, opened and closed in past years and one open now."""
    from directory.models import Person
    from directory.standing import standing_of
    from instruments.actions.calls import announce_call, create_call
    from instruments.models import Call
    from instruments.registry import all_instruments

    derci = standing_of(Person.objects.get(email="derci@demo.example"))
    annual = next(one for one in all_instruments() if not one.entry.is_permanent)
    now = timezone.now()
    for rank in range(Call.objects.count(), number):
        fields = {
            "instrument_slug": annual.slug,
            "institute": None,
            "year": now.year - rank % 20,
            "title_fr": f"Appel {rank}",
            "title_en": f"Call {rank}",
            "text_fr": "Un appel.",
            "text_en": "A call.",
            "opens": now - timedelta(days=9),
            "closes": now + timedelta(days=30 + rank),
        }
        announce_call(create_call(fields=fields, by=derci), at=now, by=derci)


def organisations(number: int) -> None:
    """Bring the directory to `number` invented organisations, one in a hundred a unit."""
    call_command("generate_organisations", number, verbosity=0)


@cache
def _a_call() -> str:
    from instruments.models import Call

    return Call.objects.order_by("pk").values_list("slug", flat=True)[0]


def pages_of_calls() -> dict[str, Visit]:
    """The pages that calls stand on."""
    return {
        "home, nobody": Visit("/"),
        "home, Derci": Visit("/", "derci"),
        "list of calls, nobody": Visit("/calls/"),
        "list of calls, Derci": Visit("/calls/", "derci"),
        "one call, nobody": Visit(f"/calls/{_a_call()}/"),
        "one call, Derci": Visit(f"/calls/{_a_call()}/", "derci"),
        "instrument": Visit(f"/instruments/{_an_instrument()}/"),
    }


def _an_instrument() -> str:
    from instruments.registry import all_instruments

    return all_instruments()[0].slug


def suggestions() -> dict[str, Visit]:
    """What the fields that complete what is typed ask for."""
    organisations = {
        f"organisations as typed: {typed}": Visit(f"/directory/organisations/suggestions/?q={quote(typed)}", "carrier")
        for typed in ("un", "uni", "tok", "university of", "national university", "college of tok", "cnrs", "zzz")
    }
    units = {
        f"units as typed: {typed}": Visit(f"/directory/units/suggestions/?q={quote(typed)}", "carrier")
        for typed in ("umr 7", "un", "lab", "irl 2")
    }
    return {**organisations, **units}


BENCHES = {
    "pages": Bench(pages_of_calls, calls, (5, 60)),
    "typeahead": Bench(suggestions, organisations, (1_200, 120_000), reach="≤ 3 × floor"),
}
