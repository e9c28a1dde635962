"""Bounds allow what they say, and say it in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from instruments.spec import Bound, Text, Unit, anything, at_least, at_most, between, exactly
from tests.instruments.strategies import bounds

SAID = [
    (exactly(24, Unit.MONTHS), "2 ans", "2 years"),
    (exactly(12, Unit.MONTHS), "1 an", "1 year"),
    (exactly(1, Unit.MONTHS), "1 mois", "1 month"),
    (exactly(0, Unit.MONTHS), "0 mois", "0 months"),
    (exactly(18, Unit.MONTHS), "18 mois", "18 months"),
    (between(6, 18, Unit.MONTHS), "6 à 18 mois", "6 to 18 months"),
    (between(10_000, 14_000, Unit.EUROS), "10\u202f000 à 14\u202f000\u202f€", "€10,000 to €14,000"),
    (at_most(30_000, Unit.EUROS), "au plus 30\u202f000\u202f€", "at most €30,000"),
    (exactly(1, Unit.COUNTRIES), "un pays", "one country"),
    (between(1, 2, Unit.COUNTRIES), "un ou deux pays", "one or two countries"),
    (between(2, 5, Unit.LABORATORIES), "deux à cinq laboratoires", "two to five laboratories"),
    (at_least(2, Unit.LABORATORIES), "au moins deux laboratoires", "at least two laboratories"),
    (at_least(1, Unit.LABORATORIES), "au moins un laboratoire", "at least one laboratory"),
    (exactly(0, Unit.LABORATORIES), "zéro laboratoire", "zero laboratories"),
    (exactly(1, Unit.PEOPLE), "un responsable scientifique", "one principal investigator"),
    (anything(Unit.COUNTRIES), "sans limite", "without limit"),
]


@pytest.mark.parametrize(("bound", "french", "english"), SAID, ids=lambda value: str(value)[:24])
def test_a_bound_says_itself_in_both_languages(bound: Bound, french: str, english: str) -> None:
    assert (bound.said("fr"), bound.said("en")) == (french, english)


@given(bounds(), st.integers(-10, 10**6 + 10))
def test_a_bound_allows_what_lies_between_its_ends_included(bound: Bound, value: int) -> None:
    above = bound.minimum is None or value >= bound.minimum
    below = bound.maximum is None or value <= bound.maximum
    assert bound.allows(value) is (above and below)


@given(bounds(), st.sampled_from(["fr", "en"]))
def test_any_bound_can_be_said(bound: Bound, language: str) -> None:
    assert bound.said(language).strip()


def test_a_text_follows_the_language_of_the_page() -> None:
    text = Text(fr="ouvert ; fermé", en="open; closed")
    with translation.override("fr"):
        assert str(text) == "ouvert\u202f; fermé"
    with translation.override("en"):
        assert str(text) == "open; closed"
