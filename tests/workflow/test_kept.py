"""What a process keeps is bounded, and what was worked out is not worked out again."""

from workflow.kept import Kept


def test_the_first_kept_is_the_first_forgotten_and_a_value_kept_anew_pushes_none_out():
    kept: Kept[str, int] = Kept(2)
    for key, value in (("a", 1), ("b", 2), ("a", 3)):
        assert kept.keep(key, value) == value
    assert (kept.get("a"), kept.get("b")) == (3, 2)
    kept.keep("c", 4)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, 2, 4)
    kept.clear()
    assert kept.get("c") is None


def test_a_value_is_made_once():
    kept: Kept[str, list[int]] = Kept(1)
    made = [kept.get_or("a", lambda: [0]) for _time in range(2)]
    assert made[0] is made[1]
