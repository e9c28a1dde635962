"""What an institute states in a call: a priority, an annex."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Institute
from instruments.enums import PriorityKind
from instruments.forms.pieces import MEDIUM, too_small
from instruments.models import CallAnnex
from instruments.spec import Instrument
from wording.crispy import HouseHelper
from wording.fields import EuroField
from wording.formats import country_choices


class PriorityForm(forms.Form):
    """One priority of one institute."""

    institute = forms.ModelChoiceField(label=_("Institute"), queryset=Institute.objects.all())
    kind = forms.ChoiceField(label=_("Kind"), choices=PriorityKind.choices, widget=forms.RadioSelect)
    label_fr = forms.CharField(label=_("Priority in French"), max_length=200)
    label_en = forms.CharField(label=_("Priority in English"), max_length=200)
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, help_text=_("For a geographic priority; none means the whole world.")
    )

    def __init__(self, *args: Any, owner: Institute | None, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["countries"]).choices = country_choices(language)
        if owner:  # an institute's own call states only its own priorities
            cast(forms.ModelChoiceField, self.fields["institute"]).queryset = Institute.objects.filter(pk=owner.pk)
            self.initial.setdefault("institute", owner)
        self.helper = HouseHelper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == PriorityKind.THEMATIC and cleaned.get("countries"):
            self.add_error("countries", _("A theme has no countries: empty the list, or choose a geographic priority."))
        return cleaned


class AnnexForm(forms.ModelForm):
    """What one institute adds to a call of the Derci; all empty, it adds nothing."""

    envelope = EuroField(label=_("Envelope of the institute"), required=False)

    class Meta:
        model = CallAnnex
        fields = ("envelope", "text_fr", "text_en")
        widgets = {"text_fr": MEDIUM, "text_en": MEDIUM}

    def __init__(self, *args: Any, definition: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.helper = HouseHelper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("text_fr")) != bool(cleaned.get("text_en")):
            lacking = "text_en" if cleaned.get("text_fr") else "text_fr"
            self.add_error(lacking, _("Write the text in both languages, or in neither."))
        least, envelope = self.definition.credits.minimum, cleaned.get("envelope")
        if envelope is not None and least is not None and envelope < least:
            self.add_error("envelope", too_small(self.definition))
        return cleaned
