"""What the forms of the evaluation say when a field cannot be read."""

from __future__ import annotations

from typing import Any

# the ways in which a number cannot be read
NUMBER = ("required", "invalid", "min_value", "max_value")


def not_a_number(sentence: Any) -> dict[str, Any]:
    """The error messages of a number: one sentence (lazy) that says what to write, whatever is wrong with it."""
    return dict.fromkeys(NUMBER, sentence)
