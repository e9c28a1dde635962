"""What people type for amounts and hours, and what they read when it is not understood."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from wording.fields import EuroField, WallClockField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12500", "12500"), ("12 500", "12500"), ("12\u202f500\u202f€", "12500"), ("12\u00a0500,50 €", "12500.50"),
        ("12,500.50", "12500.50"), ("€12,500", "12500"), ("0", "0"), ("0,05", "0.05"), ("1,5", "1.50"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_both_languages_write_them(typed, read):
    assert EuroField().clean(typed) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1e9", "Ce montant n’est pas compris"), ("NaN", "Ce montant n’est pas compris"),
        ("Infinity", "Ce montant n’est pas compris"), ("١٢٣", "Ce montant n’est pas compris"),
        ("12.500,50", "Ce montant n’est pas compris"), ("12,5,5", "Ce montant n’est pas compris"),
        ("-150", "ne peut pas être négatif"), ("9999999999", "trop grand"), ("", "obligatoire"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(typed, sentence):
    with translation.override("fr"), pytest.raises(ValidationError) as refused:
        EuroField().clean(typed)
    assert sentence in str(refused.value.messages[0])


@pytest.mark.parametrize(("language", "shown"), [("fr", "3\u202f600\u202f000"), ("en", "3,600,000")])
@pytest.mark.parametrize("amount", ["3600000.00"])
def test_a_stored_amount_is_shown_as_one_writes_it_and_read_back_the_same(language, shown, amount):
    class Sample(forms.Form):
        envelope = EuroField()

    with translation.override(language):
        form = Sample(initial={"envelope": Decimal(amount)})
        assert form["envelope"].value() == shown
        assert EuroField().clean(shown) == Decimal(amount)
        assert not Sample({"envelope": shown}, initial={"envelope": Decimal(amount)}).has_changed()


@pytest.mark.parametrize("value", ["12500.50", "0.05", "1234567.89", "999.90"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_cents_survive_being_shown_and_sent_back(value, language):
    with translation.override(language):
        shown = EuroField().prepare_value(Decimal(value))
        assert EuroField().clean(shown) == Decimal(value)


def test_a_typed_text_is_shown_again_as_it_was_typed():
    assert EuroField().prepare_value("1e9") == "1e9"


@pytest.mark.parametrize("typed", ["2027-09-30T16:00", "30/09/2027 16:00", "30/09/2027 16h00", " 2027-09-30 16:00 "])
def test_an_hour_on_the_wall_is_read_as_people_type_it(typed):
    assert WallClockField().clean(typed) == datetime(2027, 9, 30, 16)


@pytest.mark.parametrize("typed", ["30/02/2027 16:00", "2027-09-30T25:00", "demain", "2027-09-30"])
def test_an_hour_that_is_none_is_refused_with_an_example(typed):
    with translation.override("fr"), pytest.raises(ValidationError, match="30/09/2027 16:00"):
        WallClockField().clean(typed)
