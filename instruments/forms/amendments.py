"""What changes after the announcement, with the reason that everybody reads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from instruments.forms.clocks import InTheCallsZone
from instruments.forms.pieces import LONG
from instruments.models import Call
from wording.crispy import HouseHelper
from wording.fields import WallClockField


class WithReasons(forms.Form):
    """The reason that everybody will read, in both languages."""

    reason_fr = forms.CharField(label=_("Reason, in French"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    reason_en = forms.CharField(
        label=_("Reason, in English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.helper = HouseHelper()


class PostponeForm(InTheCallsZone, WithReasons):
    """A later closing."""

    wall_clocks = ("closes",)

    closes = WallClockField(label=_("New closing"))
    field_order = ["closes", "reason_fr", "reason_en"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.read_clocks(cleaned, self.call.zoneinfo)
        closes = cleaned.get("closes")
        if closes and self.call.closes and closes <= self.call.closes:
            self.add_error("closes", _("The closing can only move later than the one announced."))
        return cleaned


class AmendTextForm(WithReasons):
    """Another text for a call already announced."""

    text_fr = forms.CharField(label=_("Text in French"), widget=LONG, max_length=20_000)
    text_en = forms.CharField(label=_("Text in English"), widget=LONG, max_length=20_000)
    field_order = ["text_fr", "text_en", "reason_fr", "reason_en"]


class RenewRulesForm(forms.Form):
    """Why a permanent entry takes the present rules."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
