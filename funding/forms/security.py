"""Forms of the security opinion and of the notes on countries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from funding.enums import SecurityOutcome
from proposals.forms.fields import CleanChars, countries
from wording.crispy import HouseHelper

MOST_WORDS = 8000


class AskSecurityForm(forms.Form):
    """What the security officer should look at."""

    note = CleanChars(
        label=gettext_lazy("Note to the security officer"), most=MOST_WORDS, is_long=True, required=True,
        help_text=gettext_lazy("Read by the security officer and by those who examine the dossier, by nobody else."),
        error_messages={"required": gettext_lazy("Say what the security officer should look at.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()


class GiveSecurityForm(forms.Form):
    """The opinion and its words."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Opinion"), choices=SecurityOutcome, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three opinions."),
                        "invalid_choice": gettext_lazy("Choose one of the three opinions.")},
    )  # fmt: skip
    text = CleanChars(
        label=gettext_lazy("Reasons and conditions"), most=MOST_WORDS, is_long=True,
        help_text=gettext_lazy("Read by those who examine the dossier. Needed unless the opinion is favourable."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()


class CountryNoteForm(forms.Form):
    """The note on one country; emptied, it is forgotten."""

    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=lazy(countries, list),
        error_messages={"required": gettext_lazy("Choose a country."),
                        "invalid_choice": gettext_lazy("Choose a country.")},
    )  # fmt: skip
    text = CleanChars(
        label=gettext_lazy("Note"), most=MOST_WORDS, is_long=True,
        help_text=gettext_lazy("Shown to those who examine a dossier with this country. Empty: no note any more."),
    )  # fmt: skip
    needs_opinion = forms.BooleanField(label=gettext_lazy("A security opinion is needed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
