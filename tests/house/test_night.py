"""A closing night that proved nothing is a fault, whatever the rows say: what `benchmarks/night_verdict.py` asks."""

from __future__ import annotations

import pytest

from benchmarks.night_verdict import Kill, lacking

DEADLINE = 1_800_000_000.0


def a_night(**without: int) -> list[Kill]:
    """Two of each and the broker once, the last of the web at the deadline; less of what is named."""
    kills = [("worker", -40), ("web", -30), ("worker", -20), ("broker", -20), ("web", 1)]
    found = []
    for what, after in kills:
        if without.get(what, 0) > 0:
            without[what] -= 1
        else:
            found.append(Kill(what, DEADLINE + after))
    return found


def test_a_night_disturbed_enough_lacks_nothing():
    assert not any(lacking(a_night(), DEADLINE, has_broker=True).values())


@pytest.mark.parametrize("what", ["web", "worker", "broker"])
def test_one_kill_too_few_of_each_is_a_fault(what: str):
    found = lacking(a_night(**{what: 1}), DEADLINE, has_broker=True)
    assert [name for name, count in found.items() if count] == [f"kills of the {what} too few"]


def test_without_a_broker_none_is_asked_to_be_stopped():
    assert not any(lacking(a_night(broker=1), DEADLINE, has_broker=False).values())


def test_a_quiet_deadline_is_a_fault_though_the_broker_went_then():
    kills = [kill._replace(at=kill.at - 60) for kill in a_night()] + [Kill("broker", DEADLINE)]
    found = lacking(kills, DEADLINE, has_broker=True)
    assert [name for name, count in found.items() if count] == ["kills near the deadline too few"]


def test_nothing_killed_lacks_everything():
    assert all(lacking([], DEADLINE, has_broker=True).values())
