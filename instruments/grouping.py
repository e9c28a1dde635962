"""What a call says, arranged for reading."""

from __future__ import annotations

from directory.models import Institute
from instruments.models import Call, Priority
from wording.formats import order_key


def priorities_by_institute(call: Call) -> list[dict[str, object]]:
    """Each institute that states something in this call: its annex and its priorities, in the order of names."""
    annexes = {annex.institute: annex for annex in call.annexes.all()}
    stated: dict[Institute, list[Priority]] = {institute: [] for institute in annexes}
    for priority in call.priorities.all():
        stated.setdefault(priority.institute, []).append(priority)
    return [
        {"institute": institute, "annex": annexes.get(institute), "priorities": stated[institute]}
        for institute in sorted(stated, key=lambda institute: order_key(institute.name))
    ]
