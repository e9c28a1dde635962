"""What lists in one order share is found in that order, whether it stands near their beginnings or far."""

from __future__ import annotations

from array import array

import pytest

from directory.search.lookup import FIRST_COMPARED, _first_common

MANY = 20 * FIRST_COMPARED


@pytest.mark.parametrize(
    "steps",
    [(1, 2), (7, 3, 2), (1,), (MANY // 10, 3)],
    ids=["near the beginning", "three lists", "one list", "few, and far apart"],
)
@pytest.mark.parametrize("limit", [3, 64])
def test_the_first_that_all_share_come_in_their_order(steps: tuple[int, ...], limit: int) -> None:
    # places and ids run in opposite directions: the order is that of the lists, not of the numbers
    lists = [array("I", (one for one in range(MANY, 0, -1) if one % step == 0)) for step in steps]
    expected = tuple(one for one in lists[0] if all(one % step == 0 for step in steps))[:limit]
    assert _first_common(lists, limit) == expected


def test_what_only_the_ends_share_is_found() -> None:
    front, back = array("I", range(MANY)), array("I", [MANY + 1, MANY + 2, MANY - 1])
    assert _first_common([front, back], 16) == (MANY - 1,)


def test_lists_that_share_nothing_give_nothing() -> None:
    assert _first_common([array("I", range(0, MANY, 2)), array("I", range(1, MANY, 2))], 16) == ()
