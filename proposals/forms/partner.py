"""What the foreign partner types by their link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from directory.validators import validate_orcid
from proposals.actions.partner_words import OWN_FIELDS, OwnPart
from proposals.enums import Side
from proposals.facts import FRANCE
from proposals.forms.editor_text import clean_text
from proposals.forms.fields import CleanChars, countries, named
from proposals.identifiers import read_orcid
from proposals.models import Partner
from wording.crispy import HouseHelper


class OwnPartForm(forms.Form):
    """Their own part of the dossier, as they correct it; read-only once the dossier may no longer be written.

    What it said when it was read is sent with it: nothing that was written meanwhile is changed back in silence.
    """

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)
    lead_first_name = CleanChars(label=_("Your first name"), most=150)
    lead_last_name = CleanChars(label=_("Your last name"), most=150, required=True)
    institution = CleanChars(label=_("Your institution"), most=300)
    laboratory = CleanChars(label=_("Laboratory or department"), most=300)
    city = CleanChars(label=_("City"), most=120)
    country = forms.ChoiceField(label=_("Country"), required=False, choices=lazy(countries, list))
    lead_orcid = CleanChars(label="ORCID", most=60)
    role = CleanChars(label=_("Your part in the project"), most=3000, is_long=True)

    def __init__(self, *args: Any, partner: Partner, may_correct: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(partner, name) for name in (*OWN_FIELDS, "revision")}
        super().__init__(*args, **kwargs)
        self.partner = partner
        self.helper = HouseHelper()
        for name in OWN_FIELDS:
            self.fields[name].disabled = not may_correct
            self.fields[name].show_hidden_initial = may_correct

    @property
    def part(self) -> OwnPart:
        """What they send, once it is valid."""
        return OwnPart(fields=self.cleaned_data, read=self._read(), revision=self.cleaned_data["revision"])

    def after(self, current: Partner) -> OwnPartForm:
        """The form again, on what the dossier says now: what they did not touch follows it, what they typed stays."""
        typed, read = self.cleaned_data, self._read()
        data = {name: typed[name] if typed[name] != read.get(name) else getattr(current, name) for name in OWN_FIELDS}
        data |= {self.add_initial_prefix(name): getattr(current, name) for name in OWN_FIELDS}
        return OwnPartForm({**data, "revision": current.revision}, partner=current, may_correct=True)

    def _read(self) -> dict[str, str]:
        """What stood there when the page was read, as the browser says it."""
        sent = {name: self.data.get(self.add_initial_prefix(name)) for name in OWN_FIELDS}
        return {name: clean_text(value).text for name, value in sent.items() if value is not None}

    def clean_lead_first_name(self) -> str:
        return named(self.cleaned_data["lead_first_name"])

    def clean_lead_last_name(self) -> str:
        return named(self.cleaned_data["lead_last_name"])

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"])
        if code == FRANCE and self.partner.side == Side.FOREIGN and self.partner.country != code:
            raise forms.ValidationError(
                _("You are named as a partner abroad. If you work in France, write to the carrier, who corrects it.")
            )
        return code

    def clean_lead_orcid(self) -> str:
        typed = self.cleaned_data.get("lead_orcid", "")
        if typed:
            typed = read_orcid(typed)
            validate_orcid(typed)
        return str(typed)


class DenyForm(forms.Form):
    """« I am not part of this », with a few words for the carrier."""

    text = CleanChars(label=_("A word to the carrier"), most=2000, is_long=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
