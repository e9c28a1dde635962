"""The form of somebody who gives one dossier more time."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from instruments.instants import HourTwice, NoSuchHour, instant
from wording.fields import WallClockField
from wording.formats import PARIS


class ExtensionForm(forms.Form):
    """Until when, in Paris time, and why."""

    until = WallClockField(label=_("New closing of this dossier, Paris time"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history of the dossier."),
        error_messages={"required": _("Write in a few words why: it stays in the history.")},
    )  # fmt: skip

    def clean_until(self) -> datetime:
        """The instant (UTC) of the Paris hour typed."""
        try:
            return instant(self.cleaned_data["until"], PARIS)
        except NoSuchHour as error:
            raise ValidationError(_now("The clocks go forward over this hour: choose the next one.")) from error
        except HourTwice as error:
            raise ValidationError(_now("The clocks pass this hour twice that day: choose another one.")) from error
