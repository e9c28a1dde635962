"""Form fields that read what people type: amounts in euros, dates with an hour on a wall clock."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wording.formats import number
from wording.languages import shown_language

LARGEST = Decimal(10) ** 18
# thousands are separated by any of these: plain, no-break and narrow no-break spaces
SPACES = re.compile("[ \u00a0\u202f\u2009]")
FRENCH = re.compile(r"^-?\d+(,\d{1,2})?$")
ENGLISH = re.compile(r"^-?\d{1,3}(,\d{3})*(\.\d{1,2})?$|^-?\d+(\.\d{1,2})?$")


class EuroInput(forms.TextInput):
    """A text input beside which the page writes €."""

    unit = "€"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class EuroField(forms.Field):
    """An amount in euros, to the cent, as a Decimal; None when empty and not required.

    Reads « 12 500 », « 12 500,50 € », "12,500.50"; keeps what was typed when it cannot.
    """

    widget = EuroInput
    default_error_messages = {
        "number": _("This amount is not understood. Write it in figures, for example 12 500 or 12 500,50."),
        "negative": _("An amount cannot be negative. Write it without the minus sign."),
        "large": _("This amount is too large: at most %(limit)s €."),
        "small": _("This amount is too small: at least %(limit)s €."),
    }

    def __init__(
        self, *, max_value: Decimal | int = 999_999_999, min_value: Decimal | int | None = None, **kwargs: Any
    ) -> None:
        self.max_value, self.min_value = Decimal(max_value), None if min_value is None else Decimal(min_value)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        return self._read(SPACES.sub("", str(value)).removesuffix("€").removeprefix("€"))

    def _read(self, text: str) -> Decimal:
        if FRENCH.match(text) and text.isascii():
            amount = Decimal(text.replace(",", "."))
        elif ENGLISH.match(text) and text.isascii():
            amount = Decimal(text.replace(",", ""))
        else:
            raise ValidationError(self.error_messages["number"], code="number")
        # beyond the precision of a Decimal nothing can be rounded: `validate` says that it is too large
        return amount if amount > LARGEST else amount.quantize(Decimal("0.01"))

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if value > self.max_value:
            raise ValidationError(self.error_messages["large"], code="large", params={"limit": self.max_value})
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(self.error_messages["small"], code="small", params={"limit": self.min_value})

    def prepare_value(self, value: Any) -> Any:
        """A stored amount is shown with its thousands apart, without useless cents; a typed text as it was typed."""
        if not isinstance(value, Decimal):
            return value
        shown = value.quantize(Decimal(1)) if value == value.to_integral() else value
        return number(shown, shown_language())


class WallClockInput(forms.DateTimeInput):
    """The browser's own date and hour control."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class WallClockField(forms.DateTimeField):
    """A date and hour as a clock on the wall shows them: naive; the form knows in which zone."""

    widget = WallClockInput
    default_error_messages = {
        "invalid": _("This date is not understood. Write the day and the hour, for example 30/09/2027 16:00."),
    }
    input_formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        for form in self.input_formats:
            try:
                return datetime.strptime(str(value).strip(), form)
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")
