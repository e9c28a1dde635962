"""Forms of the commitment letters: a line of the board, the credits, a word of refusal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.offices import day_field
from directory.standing import PARIS
from funding.actions.letters import EURO, in_euros
from proposals.enums import Side
from proposals.forms.fields import MOST_EUROS, CleanChars, EmailField, RateField, countries, currencies
from wording.crispy import HouseHelper
from wording.fields import EuroField

if TYPE_CHECKING:
    from funding.models import Commitment

MOST_WORDS = 2000


def _languages() -> list[tuple[str, str]]:
    return [("fr", _("French")), ("en", _("English"))]


class InstitutionForm(forms.Form):
    """An institution and whom to write to there: of a letter, or of a convention."""

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side, widget=forms.RadioSelect, initial=Side.FOREIGN)
    institution = CleanChars(label=gettext_lazy("Institution"), most=300, required=True,
                             error_messages={"required": gettext_lazy("Name the institution.")})  # fmt: skip
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=lazy(countries, list))
    contact = CleanChars(label=gettext_lazy("Person to write to"), most=300)
    email = EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"), choices=_languages, initial="en")

    def __init__(self, *args: Any, line: Any = None, **kwargs: Any) -> None:
        if line is not None:
            kwargs["initial"] = {name: getattr(line, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()


class LetterLineForm(InstitutionForm):
    """A line of the board; whether the action may start without it."""

    is_required = forms.BooleanField(
        label=gettext_lazy("The action does not start without this letter"), required=False, initial=True
    )


class CreditsForm(forms.Form):
    """Additional credits per year, as given. In another currency, a rate with its date lets them be summed in euros."""

    amount = EuroField(
        label=gettext_lazy("Additional credits per year"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), max_value=MOST_EUROS,
        help_text=gettext_lazy("0 if there are none."),
        error_messages={"required": gettext_lazy("Write the credits per year, or 0 if there are none.")},
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=currencies, initial=EURO,
        error_messages={"invalid_choice": gettext_lazy("Choose a currency of the list.")},
    )  # fmt: skip
    rate = RateField(
        label=gettext_lazy("Rate: euros for one unit"), required=False,
        help_text=gettext_lazy("For another currency than the euro, with its date. It may be left to the institute."),
    )  # fmt: skip
    rate_on = day_field(gettext_lazy("Rate of"), required=False)

    def __init__(self, *args: Any, letter: Commitment, at: datetime, **kwargs: Any) -> None:
        self.today = at.astimezone(PARIS).date()
        kwargs["initial"] = {name: getattr(letter, name) for name in ("amount", "currency", "rate", "rate_on")}
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        amount, rate, day = given.get("amount"), given.get("rate"), given.get("rate_on")
        if given.get("currency") == EURO:
            given["rate"] = given["rate_on"] = None
            return given
        if rate and not day and "rate_on" not in self.errors:
            self.add_error("rate_on", _("Say on which day this rate was read."))
        if day and not rate and "rate" not in self.errors:
            self.add_error("rate", _("Say how many euros one unit is worth, and on which day."))
        if day and day > self.today:
            self.add_error("rate_on", _("This rate is of a day to come: give one that was read."))
        if amount and rate and (in_euros(amount, "", rate) or Decimal(0)) > MOST_EUROS:
            self.add_error("amount", _("At this rate, the amount is beyond any project: look at the rate."))
        return given


class DeclineForm(forms.Form):
    """« There will be no letter », with a few words for the institute."""

    text = CleanChars(
        label=gettext_lazy("Why"), most=MOST_WORDS, is_long=True, required=True,
        error_messages={"required": gettext_lazy("Say in a few words why: the institute reads it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
