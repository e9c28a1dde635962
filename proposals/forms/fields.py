"""Fields that the forms of a dossier share, here and in the layers above: texts, addresses, countries, currencies."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pycountry
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.validators import validate_person_name
from proposals.forms.editor_text import clean_line, clean_text, refuse_longer
from wording.fields import SPACES
from wording.formats import country_choices
from wording.languages import shown_language

CURRENCIES = sorted(one.alpha_3 for one in pycountry.currencies)
USUAL = ("EUR", "USD", "GBP", "CHF", "CAD", "JPY", "CNY", "AUD", "BRL", "ZAR")
MOST_EUROS = 999_999_999


def countries() -> list[tuple[str, str]]:
    """Every country by its name in the language being spoken, after none."""
    return [("", _("Choose a country")), *country_choices(shown_language())]


def currencies() -> list[tuple[str, str]]:
    """The usual ones first."""
    others = [code for code in CURRENCIES if code not in USUAL]
    return [(code, code) for code in (*USUAL, *others)]


def named(typed: str) -> str:
    """A person's name, refused without a letter; none when empty."""
    if typed:
        validate_person_name(typed)
    return typed


class CleanChars(forms.CharField):
    """A text without control or direction signs."""

    def __init__(self, *, most: int, is_long: bool = False, **kwargs: Any) -> None:
        self.most, self.is_long = most, is_long
        widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        found = (clean_text if self.is_long else clean_line)(text).text.strip()
        refuse_longer(found, self.most)
        return found


class EmailField(forms.EmailField):
    """An address, as long as the column that keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "invalid": gettext_lazy("This is no e-mail address. It looks like nom.prenom@laboratoire.fr."),
            "max_length": gettext_lazy("This address is too long: %(limit_value)d characters at most."),
        }
        super().__init__(**{"required": False, "max_length": 254, "error_messages": messages, **kwargs})


class RateField(forms.CharField):
    """Euros for one unit of the currency, as a Decimal of at most eight places."""

    def to_python(self, value: Any) -> Any:
        text = SPACES.sub("", super().to_python(value) or "").replace(",", ".")
        if not text:
            return None
        try:
            found = Decimal(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None
        except InvalidOperation:
            found = None
        if found is None or not Decimal("0.00000001") <= found <= 100_000:
            raise ValidationError(
                _("This rate is not understood. Write how many euros one unit is worth, such as 0,92.")
            )
        return found.quantize(Decimal("0.00000001"))
