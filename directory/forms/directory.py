"""Forms of organisations and units: what is entered by hand, what an officer confirms."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Institute, RegionalDelegation, Unit
from directory.registry.codes import normal_code
from directory.standing import Standing
from directory.unit_access import institutes_given_by
from wording.formats import country_choices

TOO_LONG = {"max_length": _("This is too long: %(limit_value)d characters at most, %(show_value)d typed.")}


class OrganisationForm(forms.Form):
    """An organisation that the registry does not have."""

    name = forms.CharField(
        label=_("Name of the organisation"), max_length=300, error_messages=TOO_LONG,
        help_text=_("In full and in its own language, for example Universidad de Chile."),
    )  # fmt: skip
    city = forms.CharField(label=_("City"), max_length=200, required=False, error_messages=TOO_LONG)
    country = forms.ChoiceField(
        label=_("Country"), error_messages={"invalid_choice": _("Choose a country of the list.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", _("Choose")), *country_choices(get_language() or "fr")]


class UnitForm(forms.Form):
    """A unit that the directory does not have."""

    name = forms.CharField(
        label=_("Name of the unit"), max_length=300, error_messages=TOO_LONG,
        help_text=_("In full, for example Institut de physique du globe de Paris."),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, error_messages=TOO_LONG,
        help_text=_("If you know it, for example UMR 7154."),
    )  # fmt: skip
    acronym = forms.CharField(label=_("Acronym"), max_length=60, required=False, error_messages=TOO_LONG)
    city = forms.CharField(label=_("City"), max_length=120, required=False, error_messages=TOO_LONG)

    def clean_code(self) -> str:
        return normal_code(self.cleaned_data["code"])


class ConfirmForm(forms.Form):
    """What an officer confirms of a unit, once."""

    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, error_messages=TOO_LONG,
        help_text=_("For example UMR 7154. Leave it empty if the unit has none yet."),
    )  # fmt: skip
    institute = forms.ModelChoiceField(
        Institute.objects.none(), label=_("Institute"), empty_label=_("Choose"),
        error_messages={
            "invalid_choice": _("Choose one of the list."),
            "required": _("Choose the institute of this unit."),
        },
    )  # fmt: skip
    delegation = forms.ModelChoiceField(
        RegionalDelegation.objects.all(), label=_("Regional delegation"), required=False, empty_label=_("Not known"),
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, standing: Standing, **kwargs: Any) -> None:
        institutes = Institute.objects.filter(institutes_given_by(standing))
        only = institutes[0] if unit.institute_id is None and len(institutes) == 1 else None
        kwargs["initial"] = {
            "code": unit.code,
            "institute": unit.institute_id or only,
            "delegation": unit.delegation_id,
        }
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["institute"]).queryset = institutes

    def clean_code(self) -> str:
        return normal_code(self.cleaned_data["code"])
