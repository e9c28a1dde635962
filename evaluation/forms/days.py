"""A day typed in a form of the evaluation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy

DAY = gettext_lazy("Write a day, such as 2027-10-05.")
# a year typed with a finger too many is no day that anybody means, and has no tomorrow in the calendar
LAST = date(2099, 12, 31)


class DayField(forms.DateField):
    """A day of this century; one sentence for whatever cannot be read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"required": DAY, "invalid": DAY})
        super().__init__(validators=[MaxValueValidator(LAST, message=DAY)], **kwargs)
