"""What a call freezes can be read again, whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from instruments.registry import all_instruments
from instruments.rules import FORMAT, UnknownFormat, freeze, thaw
from instruments.spec import Instrument
from tests.instruments.fifth import INSTRUMENT as FIFTH
from tests.instruments.strategies import instruments

ALL = (*all_instruments(), FIFTH)


def through_json(rules: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(rules))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_an_instrument_thaws_as_it_was_frozen(one: Instrument) -> None:
    assert thaw(through_json(freeze(one))) == one


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(instruments)
def test_any_instrument_thaws_as_it_was_frozen(one: Instrument) -> None:
    assert thaw(through_json(freeze(one))) == one


@pytest.mark.parametrize("found", [0, FORMAT + 1, "1", None])
def test_rules_of_an_unknown_format_are_refused_with_a_sentence(found: object) -> None:
    rules = {**freeze(FIFTH), "format": found}
    with pytest.raises(UnknownFormat, match=f"These rules are in format {found!r}; this version of the house reads"):
        thaw(rules)


def test_two_texts_that_differ_freeze_apart() -> None:
    assert freeze(ALL[0]) != freeze(ALL[1])
