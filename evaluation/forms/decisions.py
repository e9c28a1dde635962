"""Forms of decisions: reasons, the hour of publication, what the collège decided, appeals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.standing import PARIS
from evaluation.enums import AppealState, Outcome
from evaluation.forms.rankings import NotRead, read_euros
from instruments.forms.clocks import InTheCallsZone

LONGEST = 6000
TOO_LONG = {"max_length": gettext_lazy("Keep to %(limit_value)d characters (there are %(show_value)d).")}
HOUR = gettext_lazy("Write the day and the hour, such as 2027-12-16 10:00.")


class ReasonsForm(forms.Form):
    """What the carrier will read, in both languages; never a name."""

    reasons_fr = forms.CharField(label=gettext_lazy("Reasons in French"), required=False, max_length=LONGEST,
                                 widget=forms.Textarea(attrs={"rows": 8}), error_messages=TOO_LONG)  # fmt: skip
    reasons_en = forms.CharField(label=gettext_lazy("Reasons in English"), required=False, max_length=LONGEST,
                                 widget=forms.Textarea(attrs={"rows": 8}), error_messages=TOO_LONG)  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SignForm(InTheCallsZone, forms.Form):
    """When the results leave: at once, or at an hour of Paris."""

    wall_clocks = ("planned_at",)
    planned_at = forms.DateTimeField(
        label=gettext_lazy("Publish on"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], error_messages={"invalid": HOUR},
        help_text=gettext_lazy("Paris time. Left empty, everything leaves as soon as you sign."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        planned = cleaned.get("planned_at")
        if planned is not None:
            # the widget's value is a wall clock of Paris, whatever the zone of the reader
            cleaned["planned_at"] = planned.replace(tzinfo=None)
            self.read_clocks(cleaned, PARIS)
        self._check(cleaned.get("planned_at"))
        return cleaned

    def _check(self, planned: datetime | None) -> None:
        if planned is not None and planned < timezone.now() - timedelta(minutes=5):
            self.add_error("planned_at", _("This hour has passed: choose a later one, or leave it empty."))


class CollegeForm(forms.Form):
    """What the collège de direction decided of one dossier."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("The collège’s decision"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Outcome.SELECTED, Outcome.NOT_SELECTED)],
        error_messages={"required": gettext_lazy("Choose what the collège decided: selected, or not selected."),
                        "invalid_choice": gettext_lazy("Choose what the collège decided: selected, or not selected.")},
    )  # fmt: skip
    amount = forms.CharField(label=gettext_lazy("Granted over the whole duration, in euros"), required=False,
                             max_length=30)  # fmt: skip
    reasons_fr = forms.CharField(label=gettext_lazy("Reasons in French"), required=False, max_length=LONGEST,
                                 widget=forms.Textarea(attrs={"rows": 5}), error_messages=TOO_LONG)  # fmt: skip
    reasons_en = forms.CharField(label=gettext_lazy("Reasons in English"), required=False, max_length=LONGEST,
                                 widget=forms.Textarea(attrs={"rows": 5}), error_messages=TOO_LONG)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            cleaned["amount"] = read_euros(cleaned.get("amount", ""))
        except NotRead as error:
            self.add_error("amount", str(error))
        return cleaned


class AppealForm(forms.Form):
    """An appeal on procedure, as it was received."""

    grounds = forms.CharField(
        label=gettext_lazy("What it rests on"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the appeal rests on."), **TOO_LONG},
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    state = forms.ChoiceField(
        label=gettext_lazy("Answer"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (AppealState.UPHELD, AppealState.DISMISSED)],
        error_messages={"required": gettext_lazy("Choose whether the appeal is upheld or dismissed.")},
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why, in a few words."), **TOO_LONG},
    )
