"""One form per kind of change: each gives the plain `data` that its kind reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choosing import UnitChoice
from directory.models import Person
from funding.enums import AmendmentKind, TrancheState
from funding.forms.reports import day_field
from funding.models import Award, AwardPartner
from funding.report_content import planned_by_line, spread
from proposals.enums import Side
from proposals.forms.fields import CleanChars, EmailField, countries
from wording.crispy import HouseHelper
from wording.fields import EuroField
from wording.formats import amount
from wording.languages import shown_language

LONGEST_REASON = 2000


class ChangeForm(forms.Form):
    """What every request says: why. `token` names this sending of the form."""

    reason = CleanChars(label=gettext_lazy("Why"), most=LONGEST_REASON, is_long=True, required=True,
                        error_messages={"required": gettext_lazy("Say why, in a few sentences.")})  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid4()}
        super().__init__(*args, **kwargs)
        self.award = award
        self.helper = HouseHelper()
        self.order_fields([name for name in self.fields if name not in ("reason", "token")] + ["reason", "token"])

    def clean_token(self) -> Any:
        return self.cleaned_data["token"] or uuid4()

    def change(self) -> dict[str, Any]:
        """The plain data of this kind."""
        return {}


class CarrierForm(ChangeForm):
    """Somebody who has an account here."""

    email = EmailField(label=gettext_lazy("E-mail of the new carrier"), required=True,
                       help_text=gettext_lazy("They have an account with this address, and a CNRS unit."))  # fmt: skip

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        self.person = Person.objects.filter(email__iexact=typed, is_active=True).first()
        if self.person is None:
            raise ValidationError(_("Nobody has an account with this address. Ask them to create one, then come back."))
        return typed

    def change(self) -> dict[str, Any]:
        return {"person": self.person.pk, "name": str(self.person)} if self.person else {}


class PartnerInForm(ChangeForm):
    """A laboratory that joins."""

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side, widget=forms.RadioSelect, initial=Side.FOREIGN)
    institution = CleanChars(label=gettext_lazy("Institution"), most=300, required=True,
                             error_messages={"required": gettext_lazy("Name the institution.")})  # fmt: skip
    laboratory = CleanChars(label=gettext_lazy("Laboratory"), most=300)
    city = CleanChars(label=gettext_lazy("City"), most=120)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries,
                                error_messages={"required": gettext_lazy("Choose the country.")})  # fmt: skip
    lead_first_name = CleanChars(label=gettext_lazy("First name of the person in charge"), most=150)
    lead_last_name = CleanChars(label=gettext_lazy("Last name"), most=150)
    lead_email = EmailField(label=gettext_lazy("E-mail"))

    def change(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "token")}


class PartnerOutForm(ChangeForm):
    """One of those present."""

    partner = forms.ModelChoiceField(label=gettext_lazy("Partner"), queryset=AwardPartner.objects.none(),
                                     widget=forms.RadioSelect, empty_label=None,
                                     error_messages={"required": gettext_lazy("Choose who leaves.")})  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["partner"]
        chosen.queryset = self.award.partners.filter(left_on=None)

    def change(self) -> dict[str, Any]:
        partner = self.cleaned_data["partner"]
        return {"partner": partner.pk, "name": str(partner)}


class BudgetForm(ChangeForm):
    """The lines of one year; they sum to its tranche."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year of the action"), coerce=int,
        help_text=gettext_lazy("The lines sum to the tranche of the year, to the cent."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tranches = list(self.award.tranches.exclude(state=TrancheState.CANCELLED).order_by("number"))
        self.amounts = {one.number: one.amount for one in tranches}
        years: Any = self.fields["year"]
        language = shown_language()
        years.choices = [
            (one.number, f"{one.number} ({one.budget_year}), {amount(one.amount, language)}") for one in tranches
        ]
        first = next(iter(self.amounts), 1)
        plan = spread(self.amounts.get(first, Decimal(0)), planned_by_line(self.award, first))
        for line in self.award.rules.spending.lines:
            self.fields[f"line-{line.slug}"] = EuroField(label=str(line.label), required=False,
                                                         initial=plan.get(line.slug))  # fmt: skip
        self.order_fields(
            ["year", *[f"line-{line.slug}" for line in self.award.rules.spending.lines], "reason", "token"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        self.lines = {line.slug: cleaned.get(f"line-{line.slug}") or Decimal(0)
                      for line in self.award.rules.spending.lines}  # fmt: skip
        awaited = self.amounts.get(cleaned["year"], Decimal(0))
        total = sum(self.lines.values(), Decimal(0))
        if total != awaited:
            shown = EuroField().prepare_value
            self.add_error(None, _("The lines sum to %(total)s €, and the tranche of this year is %(tranche)s €: they "
                                   "must be equal.") % {"total": shown(total), "tranche": shown(awaited)})  # fmt: skip
        return cleaned

    def change(self) -> dict[str, Any]:
        return {"year": self.cleaned_data["year"], "lines": {slug: f"{one:.2f}" for slug, one in self.lines.items()}}


class UnitForm(ChangeForm):
    """The unit that manages the credits from then on; its institute and délégation follow."""

    unit = UnitChoice(
        label=gettext_lazy("New managing unit"),
        help_text=gettext_lazy("Its code or its name. The institute and the regional delegation follow the unit."),
    )

    def change(self) -> dict[str, Any]:
        unit = self.cleaned_data["unit"]
        return {"unit": unit.pk, "name": str(unit)}


class ProlongationForm(ChangeForm):
    """Months more, twelve in all."""

    months = forms.IntegerField(
        label=gettext_lazy("How many months more"), min_value=1, max_value=12,
        error_messages={
            "required": gettext_lazy("Say how many months."), "invalid": gettext_lazy("Write a number of months."),
            "min_value": gettext_lazy("At least one month."), "max_value": gettext_lazy("Twelve months at most."),
        },
    )  # fmt: skip

    def change(self) -> dict[str, Any]:
        return {"months": self.cleaned_data["months"]}


class EndForm(ChangeForm):
    """The new last day."""

    ends_on = day_field(gettext_lazy("New last day"), required=True)

    def change(self) -> dict[str, Any]:
        return {"ends_on": self.cleaned_data["ends_on"].isoformat()}


FORMS: dict[str, type[ChangeForm]] = {
    AmendmentKind.CARRIER: CarrierForm, AmendmentKind.PARTNER_IN: PartnerInForm,
    AmendmentKind.PARTNER_OUT: PartnerOutForm, AmendmentKind.BUDGET: BudgetForm, AmendmentKind.UNIT: UnitForm,
    AmendmentKind.SUSPENSION: ChangeForm, AmendmentKind.PROLONGATION: ProlongationForm, AmendmentKind.END: EndForm,
}  # fmt: skip
