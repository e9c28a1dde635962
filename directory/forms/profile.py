"""The profile: what a person tells of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.enums import Theme
from directory.forms.accounts import NameField
from directory.forms.choosing import UnitChoice
from directory.forms.fields import OrcidField, Suggestions, time_zones
from directory.models import Person
from directory.validators import validate_time_zone


class ProfileForm(forms.ModelForm):
    """Names, ORCID, unit, and how pages are shown."""

    first_name = NameField(label=_("First name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = NameField(label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    orcid = OrcidField(
        label="ORCID",
        required=False,
        help_text=_("Sixteen characters in groups of four, for example 0000-0002-1825-0097."),
    )
    unit = UnitChoice(
        label=_("Unit"), required=False,
        help_text=_("Its code, its acronym or its name, for example UMR 7154."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of pages and mails"), choices=[("fr", "Français"), ("en", "English")]
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, validators=[validate_time_zone], widget=Suggestions(time_zones()),
        help_text=_("Deadlines are shown in Paris time and in yours."),
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=_("Light or dark"), required=False, choices=[("", _("As my device does")), *Theme.choices]
    )

    class Meta:
        model = Person
        fields = ("first_name", "last_name", "orcid", "unit", "language", "time_zone", "theme")

    def clean_orcid(self) -> str | None:
        """The model would say it too, but without saying what to do."""
        value = self.cleaned_data["orcid"]
        if value and Person.objects.filter(orcid=value).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another account carries this ORCID. Log in to that account, or write to us."))
        return value

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # what was chosen on the search page, else the unit the person has
        chosen = (kwargs.get("initial") or {}).get("unit")
        self.initial["unit"] = chosen or self.instance.unit
