"""Forms of the automatic assignment: what is asked, a pair decided by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.actions.assigning import MOST_PER_DOSSIER, MOST_PER_PERSON
from evaluation.enums import PinKind
from evaluation.forms.days import DayField
from evaluation.forms.errors import not_a_number
from evaluation.models import Reviewer
from instruments.forms.clocks import InTheCallsZone
from proposals.models import Dossier


class AskForm(InTheCallsZone, forms.Form):
    """How many reviews of each dossier, how many in hand per person, by when."""

    wall_clocks = ("due",)
    per_dossier = forms.IntegerField(
        label=gettext_lazy("Reviews of each dossier"), min_value=1, max_value=MOST_PER_DOSSIER,
        help_text=gettext_lazy("Reviewers asked already are kept and counted."),
        error_messages=not_a_number(gettext_lazy("Write a number from 1 to 10.")),
    )  # fmt: skip
    per_person = forms.IntegerField(
        label=gettext_lazy("Reviews in hand per person, at most"), min_value=1, max_value=MOST_PER_PERSON,
        help_text=gettext_lazy("Over all calls and institutes; whoever accepts fewer is asked for fewer."),
        error_messages=not_a_number(gettext_lazy("Write a number from 1 to 50.")),
    )  # fmt: skip
    due = DayField(
        label=gettext_lazy("Reviews awaited by"), help_text=gettext_lazy("Until the end of that day, Paris time.")
    )


class PinForm(forms.Form):
    """One pair, by the reference of the dossier and the e-mail address of the person."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the dossier"), max_length=40,
        error_messages={"required": gettext_lazy("Write the reference of a dossier, such as IEA-2027-0042."),
                        "max_length": gettext_lazy("Write the reference of a dossier, such as IEA-2027-0042.")},
    )  # fmt: skip
    email = forms.CharField(
        label=gettext_lazy("E-mail of the reviewer"), max_length=254,
        error_messages={"required": gettext_lazy("Write the e-mail address of somebody of the pool."),
                        "max_length": gettext_lazy("Write the e-mail address of somebody of the pool.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("This pair"), choices=PinKind, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose one of the two.")),
    )  # fmt: skip

    def __init__(self, *args: Any, dossiers: QuerySet[Dossier], pool: QuerySet[Reviewer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dossiers, self._pool = dossiers, pool

    def clean_reference(self) -> Dossier:
        found = self._dossiers.filter(reference__iexact=self.cleaned_data["reference"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No dossier of this call that is open to review has this reference."))
        return found

    def clean_email(self) -> Reviewer:
        found = self._pool.filter(person__email__iexact=self.cleaned_data["email"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("Nobody of the pool has this address: add the person to the pool first."))
        return found
