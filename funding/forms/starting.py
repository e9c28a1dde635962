"""Forms of the acts that start an action, or give a set-up year more time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.forms.offices import day_field
from funding.actions.formalising import start_limits
from funding.actions.starting import default_start
from funding.formal_guards import said
from wording.crispy import HouseHelper

if TYPE_CHECKING:
    from proposals.models import Dossier

LONGEST_REASON = 2000


class StartForm(forms.Form):
    """The day on which the action starts; every tranche and every report follows from it."""

    starts_on = day_field(gettext_lazy("First day of the action"))

    def __init__(self, *args: Any, dossier: Dossier, at: datetime, **kwargs: Any) -> None:
        self.first, self.last = start_limits(dossier, at)
        kwargs["initial"] = {"starts_on": default_start(dossier, at)}
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].help_text = _("Between %(first)s and %(last)s.") % {
            "first": said(self.first), "last": said(self.last),
        }  # fmt: skip
        self.fields["starts_on"].error_messages["required"] = _("Give the day on which the action starts.")
        self.helper = HouseHelper()

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not self.first <= day <= self.last:
            raise ValidationError(_("The action starts between %(first)s and %(last)s: choose a day between them.")
                                  % {"first": said(self.first), "last": said(self.last)})  # fmt: skip
        return day

    def words(self) -> str:
        return ""

    def data_of_act(self) -> dict[str, Any]:
        return {"starts_on": self.cleaned_data["starts_on"]}


class ConventionStartForm(forms.Form):
    """The start follows from the date of the convention: nothing more is asked."""

    def __init__(self, *args: Any, dossier: Dossier, at: datetime, **kwargs: Any) -> None:
        self.starts_on = dossier.set_up.convention_on
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()

    def words(self) -> str:
        return ""

    def data_of_act(self) -> dict[str, Any]:
        return {"starts_on": self.starts_on}


class ExtendForm(forms.Form):
    """How many months more, and why; the carrier reads it."""

    months = forms.IntegerField(
        label=gettext_lazy("Months more"), min_value=1,
        error_messages={"required": gettext_lazy("Say how many months are added."),
                        "invalid": gettext_lazy("Write a whole number of months, for example 6."),
                        "min_value": gettext_lazy("At least one month.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Read by the carrier."),
        error_messages={"required": gettext_lazy("Write in a few words why: it stays in the history."),
                        "max_length": gettext_lazy("Keep to %(limit_value)d characters (there are %(show_value)d).")},
    )  # fmt: skip

    def __init__(self, *args: Any, dossier: Dossier, at: datetime, **kwargs: Any) -> None:
        self.most = dossier.rules.formalisation.set_up_extension_months or 0
        kwargs["initial"] = {"months": self.most}
        super().__init__(*args, **kwargs)
        self.fields["months"].help_text = ngettext("%(most)d month at most.", "%(most)d months at most.", self.most) % {
            "most": self.most
        }
        self.helper = HouseHelper()

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if months > self.most:
            raise ValidationError(_("Extend by one to %(most)d months.") % {"most": self.most})
        return months

    def words(self) -> str:
        return str(self.cleaned_data["reason"])

    def data_of_act(self) -> dict[str, Any]:
        return {"months": self.cleaned_data["months"]}
