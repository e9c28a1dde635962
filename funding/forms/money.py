"""Forms of batches, derogations, changes of grant and further lines of the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.forms.offices import day_field
from funding.enums import ChangeKind, EntryKind
from funding.models import Award
from wording.fields import EuroField

TOO_LONG = {"max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")}
CHOOSE = {"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")}
MOST = Decimal(10_000_000)


def reason_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write in a few words why: it stays in the history."), **TOO_LONG}, **kwargs,
    )  # fmt: skip


def signed_euros(label: Any, **kwargs: Any) -> EuroField:
    return SignedEuroField(label=label, max_value=MOST, error_messages={"required": _("Write an amount in euros.")},
                           **kwargs)  # fmt: skip


class SignedEuroField(EuroField):
    """An amount that a correction may take away: negative ones are read too."""

    def validate(self, value: Decimal | None) -> None:
        super().validate(abs(value) if value is not None else None)


class PrepareForm(forms.Form):
    """How the batch is called."""

    title = forms.CharField(label=_("Title of the batch"), max_length=200, error_messages={
        "required": _("Give the batch a title: it is found by it."), **TOO_LONG})  # fmt: skip


class PaymentForm(forms.Form):
    """When the accounts paid, and under which reference."""

    dated_on = day_field(_("Day of the payment"))
    accounting_reference = forms.CharField(
        label=_("Accounting reference"), max_length=60, required=False, error_messages=TOO_LONG,
        help_text=_("The number of the accounting document, where there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated_on"].error_messages["required"] = _("Give the day on which the accounts paid.")


class RecallForm(forms.Form):
    """Why a tranche leaves a batch; needed once it is sent."""

    reason = forms.CharField(max_length=500, required=False)


class DerogationForm(forms.Form):
    """Why a tranche may be paid without its reports, and until when."""

    reason = reason_field(help_text=_("Read by finance, and kept in the history."))
    ends_on = day_field(_("Until (included)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].error_messages["required"] = _("Give the last day of the derogation.")


class GrantChangeForm(forms.Form):
    """What the institute proposes of the grant."""

    kind = forms.ChoiceField(label=_("What is proposed"), choices=ChangeKind, widget=forms.RadioSelect,
                             error_messages=CHOOSE)  # fmt: skip
    amount = EuroField(
        label=_("Amount, in euros"), max_value=MOST, error_messages={"required": _("Write an amount in euros.")},
        help_text=_("Lowered or raised: the whole new grant. Carried over: what is left of the year chosen."),
    )  # fmt: skip
    from_year = forms.TypedChoiceField(label=_("Carried over from"), required=False, coerce=int, empty_value=None,
                                       error_messages=CHOOSE)  # fmt: skip
    ends_on = day_field(_("May be spent until"), required=False)
    reason = reason_field(help_text=_("On which evidence: what the reports and the accounts say."))

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = award.tranches.order_by("number").values_list("budget_year", flat=True)
        field: Any = self.fields["from_year"]
        field.choices = [("", _("No carry-over")), *((year, str(year)) for year in years)]


class EntryForm(forms.Form):
    """A further line of the credits: a correction, or what came back."""

    tranche = forms.TypedChoiceField(label=_("Tranche"), coerce=int, error_messages=CHOOSE)
    kind = forms.ChoiceField(label=_("What happened"), choices=[
        (EntryKind.CORRECTED, EntryKind.CORRECTED.label), (EntryKind.RETURNED, EntryKind.RETURNED.label),
    ], error_messages=CHOOSE)  # fmt: skip
    amount = signed_euros(_("Amount, in euros"), help_text=_("A correction may be negative; a return is positive."))
    dated_on = day_field(_("Dated"))
    accounting_reference = forms.CharField(label=_("Accounting reference"), max_length=60, required=False,
                                           error_messages=TOO_LONG)  # fmt: skip
    reason = reason_field()

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["tranche"]
        field.choices = [(number, str(number)) for number in numbers]


class OwnEntryForm(forms.Form):
    """A line of the own resources of the dedicated unit."""

    line = forms.ChoiceField(label=_("Line"), error_messages=CHOOSE)
    year = forms.TypedChoiceField(label=_("Budget year"), coerce=int, error_messages=CHOOSE)
    kind = forms.ChoiceField(label=_("What happened"), error_messages=CHOOSE, choices=[
        (one, one.label) for one in (EntryKind.NOTIFIED, EntryKind.PAID, EntryKind.CORRECTED, EntryKind.RETURNED)
    ])  # fmt: skip
    amount = signed_euros(_("Amount, in euros"))
    dated_on = day_field(_("Dated"))
    accounting_reference = forms.CharField(label=_("Accounting reference"), max_length=60, required=False,
                                           error_messages=TOO_LONG)  # fmt: skip
    reason = reason_field(help_text=_("Needed for a correction and a return."))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        line: Any = self.fields["line"]
        year: Any = self.fields["year"]
        line.choices, year.choices = lines, [(one, str(one)) for one in years]


class PlanForm(forms.Form):
    """The tranches that are still to be put in a batch, each with its amount; what the page showed comes back too."""

    def __init__(self, *args: Any, tranches: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [one.number for one in tranches]
        for one in tranches:
            self.fields[f"amount-{one.number}"] = EuroField(
                label=_("Tranche %(number)d") % {"number": one.number}, max_value=MOST, initial=one.amount,
                error_messages={"required": _("Write an amount: no tranche is zero.")},
            )  # fmt: skip
            self.fields[f"was-{one.number}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=f"{one.amount:.2f}", max_length=20
            )

    @property
    def amounts(self) -> dict[int, Decimal]:
        return {number: self.cleaned_data[f"amount-{number}"] for number in self.numbers}

    @property
    def was(self) -> dict[int, Decimal]:
        """What the page showed; forged or lost, it is nothing that the plan has."""
        return {number: _decimal(self.cleaned_data.get(f"was-{number}", "")) for number in self.numbers}

    @property
    def partial(self) -> dict[int, Decimal]:
        """The amounts that could be read, for the sum shown without a script."""
        self.is_valid()
        found = {number: self.cleaned_data.get(f"amount-{number}") for number in self.numbers}
        return {number: value for number, value in found.items() if value is not None}


def _decimal(text: str) -> Decimal:
    try:
        return EuroField(required=False).clean(text) or Decimal(0)
    except ValidationError:
        return Decimal(0)
