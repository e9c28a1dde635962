"""Forms of the lines of a dossier, and how the editor shows them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choosing import OrganisationChoice, UnitChoice
from directory.validators import validate_orcid, validate_person_name
from proposals.enums import CofundingState, Side, Status
from proposals.facts import FRANCE
from proposals.forms.fields import MOST_EUROS, CleanChars, EmailField, RateField, countries, currencies, named
from proposals.identifiers import NotADoi, read_doi, read_orcid
from proposals.models import Cofunding, Dossier, Participant, Partner, Publication
from wording.crispy import HouseHelper
from wording.fields import EuroField

FIRST_YEAR = 1900
CENT = Decimal("0.01")


class LineForm(forms.Form):
    """What the forms of lines share: the revision that was read, the columns they fill."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)
    model: type[Any]

    def __init__(self, *args: Any, dossier: Dossier, line: Any = None, **kwargs: Any) -> None:
        self.dossier, self.line = dossier, line
        initial = {name: getattr(line, name) for name in self.columns_of(line)} if line is not None else {}
        initial["revision"] = line.revision if line is not None else 0
        # what was chosen on the search page of the directory comes back in the address
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()

    def columns_of(self, line: Any) -> list[str]:
        return [name for name in self.base_fields if name != "revision" and hasattr(line, name)]

    def columns(self) -> dict[str, Any]:
        """What the line keeps."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def in_france() -> str:
    """Why France is refused on the foreign side: the rules count what is abroad."""
    return _("A partner in France is not abroad: enter it on the French side.")


class WithOrcid(LineForm):
    """An ORCID pasted in any of its shapes."""

    def _orcid(self, name: str) -> str:
        typed = self.cleaned_data.get(name, "")
        if not typed:
            return ""
        found = read_orcid(typed)
        validate_orcid(found)
        return found


class PartnerForm(WithOrcid):
    """A laboratory abroad, or another one in France."""

    model = Partner

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side, widget=forms.RadioSelect, initial=Side.FOREIGN)
    organisation = OrganisationChoice(
        label=gettext_lazy("Institution, in the directory"),
        required=False,
        help_text=gettext_lazy(
            "Type a few letters and choose. If it is not there, leave this empty and write its name below."
        ),
    )
    unit = UnitChoice(
        label=gettext_lazy("CNRS unit, for a French laboratory"), required=False,
        help_text=gettext_lazy("Its code, for example UMR 7154."),
    )  # fmt: skip
    institution = CleanChars(label=gettext_lazy("Institution, by hand"), most=300)
    laboratory = CleanChars(label=gettext_lazy("Laboratory or department"), most=300)
    city = CleanChars(label=gettext_lazy("City"), most=120)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=lazy(countries, list))
    lead_first_name = CleanChars(label=gettext_lazy("First name of the scientific lead"), most=150)
    lead_last_name = CleanChars(label=gettext_lazy("Last name of the scientific lead"), most=150)
    lead_email = EmailField(label=gettext_lazy("E-mail of the scientific lead"))
    lead_orcid = CleanChars(label=gettext_lazy("ORCID of the scientific lead"), most=60)
    role = CleanChars(label=gettext_lazy("Their part in the project"), most=3000, is_long=True)

    def clean_lead_first_name(self) -> str:
        return named(self.cleaned_data["lead_first_name"])

    def clean_lead_last_name(self) -> str:
        return named(self.cleaned_data["lead_last_name"])

    def clean_lead_orcid(self) -> str:
        return self._orcid("lead_orcid")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        organisation, unit = given.get("organisation"), given.get("unit")
        if given.get("side") == Side.FOREIGN:
            given["unit"] = unit = None
        # what is looked up is not typed again
        if organisation is not None:
            self._bring("organisation", given, {"institution": organisation.name[:300], "city": organisation.city[:120],
                                                "country": organisation.country})  # fmt: skip
        if unit is not None:
            self._bring("unit", given, {"laboratory": f"{unit.code} {unit.name}".strip()[:300],
                                        "city": unit.city[:120]})  # fmt: skip
        if given.get("side") == Side.FRENCH:
            given["country"] = given.get("country") or FRANCE
        if given.get("side") == Side.FOREIGN and given.get("country") == FRANCE:
            self.add_error("country", in_france())
        named = any(given.get(name) for name in ("organisation", "unit", "institution", "laboratory"))
        if not named and not {"organisation", "unit"} & set(self.errors):
            self.add_error("institution", _("Name the institution or the laboratory: choose it, or write it here."))
        return given

    def _bring(self, choice: str, given: dict[str, Any], known: dict[str, str]) -> None:
        """What the directory knows of the row chosen: where nothing stands; chosen anew, in place of what stood too.

        What was typed in this very form stays: the person saw it beside their choice.
        """
        is_anew = self.line is not None and getattr(self.line, f"{choice}_id") != given[choice].pk
        for name, value in known.items():
            is_typed = given.get(name, "") != getattr(self.line, name, "")
            if not given.get(name) or (is_anew and not is_typed):
                given[name] = value


class ParticipantForm(WithOrcid):
    """Somebody who takes part, on either side."""

    model = Participant

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side, widget=forms.RadioSelect, initial=Side.FRENCH)
    first_name = CleanChars(
        label=gettext_lazy("First name"), most=150, required=True, validators=[validate_person_name]
    )
    last_name = CleanChars(label=gettext_lazy("Last name"), most=150, required=True, validators=[validate_person_name])
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=lambda: [("", _("Choose a status")), *Status.choices],
        error_messages={"required": gettext_lazy("Choose a status.")},
    )  # fmt: skip
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Laboratory"), queryset=Partner.objects.none(), required=False,
        empty_label=gettext_lazy("The carrier’s unit, or none"),
        error_messages={"invalid_choice": gettext_lazy("Choose a laboratory of this dossier.")},
    )  # fmt: skip
    role = CleanChars(label=gettext_lazy("Role in the project"), most=300)
    email = EmailField(label=gettext_lazy("E-mail"))
    orcid = CleanChars(label="ORCID", most=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners: Any = self.fields["partner"]
        partners.queryset = Partner.objects.filter(dossier=self.dossier)

    def clean_orcid(self) -> str:
        return self._orcid("orcid")


class PublicationForm(LineForm):
    """A joint publication: its DOI is enough, or its description by hand."""

    model = Publication

    doi = CleanChars(label="DOI", most=300, help_text=gettext_lazy("For example 10.1038/s41586-020-2649-2."))
    title = CleanChars(label=gettext_lazy("Title"), most=500)
    authors = CleanChars(label=gettext_lazy("Authors"), most=3000, is_long=True)
    journal = CleanChars(label=gettext_lazy("Journal or book"), most=300)
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=FIRST_YEAR,
        error_messages={"invalid": gettext_lazy("Write the year in figures, such as 2024."),
                        "min_value": gettext_lazy("Write the year in figures, such as 2024.")},
    )  # fmt: skip

    def clean_doi(self) -> str:
        typed = self.cleaned_data.get("doi", "")
        if not typed:
            return ""
        try:
            found = read_doi(typed)
        except NotADoi as error:
            raise ValidationError(
                _("This is no DOI. It begins with 10. and has a slash, such as 10.1038/s41586-020-2649-2.")
            ) from error
        same = Publication.objects.filter(dossier=self.dossier, doi=found).values_list("pk", flat=True)
        if set(same) - {self.line.pk if self.line else 0}:
            raise ValidationError(_("This publication is in the list already: its DOI stands there once."))
        return found

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data.get("year")
        if year is not None and year > date.today().year + 2:
            raise ValidationError(_("This year is too far ahead: a publication has appeared, or is about to."))
        return year

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("doi") and not given.get("title") and "doi" not in self.errors:
            self.add_error("doi", _("Give a DOI, or at least a title."))
        return given


class CofundingForm(LineForm):
    """Money from elsewhere, in its own currency, at a rate that the carrier states. Only euros are summed."""

    model = Cofunding

    source = CleanChars(label=gettext_lazy("From whom"), most=300, required=True)
    amount = EuroField(
        label=gettext_lazy("Amount"), min_value=CENT, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=currencies, initial="EUR",
        error_messages={"invalid_choice": gettext_lazy("Choose a currency of the list.")},
    )  # fmt: skip
    rate = RateField(
        label=gettext_lazy("Rate: euros for one unit"), required=False,
        help_text=gettext_lazy("For another currency than the euro, with its date."),
    )  # fmt: skip
    rate_on = forms.DateField(
        label=gettext_lazy("Rate of"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("This is no date. Write it as 2028-01-31 or 31/01/2028.")},
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("How certain"), choices=CofundingState, initial=CofundingState.PROMISED
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        currency, amount = given.get("currency"), given.get("amount")
        if currency == "EUR":
            given["rate"], given["rate_on"] = Decimal(1), None
        elif currency and "rate" not in self.errors and not given.get("rate"):
            self.add_error("rate", _("Say how many euros one unit is worth, and on which day."))
        elif currency and "rate_on" not in self.errors and not given.get("rate_on"):
            self.add_error("rate_on", _("Say on which day this rate was read."))
        if amount and given.get("rate"):
            given["euros"] = (amount * given["rate"]).quantize(CENT, ROUND_HALF_UP)
            if given["euros"] < CENT:
                self.add_error("amount", _("At this rate, the amount is less than a cent: look at the rate."))
            elif given["euros"] > MOST_EUROS:
                self.add_error("amount", _("At this rate, the amount is beyond any project: look at the rate."))
        return given


FORMS: dict[str, type[LineForm]] = {
    "partners": PartnerForm, "participants": ParticipantForm, "publications": PublicationForm,
    "cofunding": CofundingForm,
}  # fmt: skip
