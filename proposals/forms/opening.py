"""The adviser's questions; opening a dossier, for oneself or, as the institute, with its carrier."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.models import Institute, Person
from instruments.registry import all_instruments
from instruments.spec import FormField
from proposals.adviser import History, Need
from proposals.forms.kinds import FieldKind, NumberField

CHOOSE = {"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")}
UNKNOWN = ""


class AdviserForm(forms.Form):
    """What somebody wants to do, in a few answers; sent as an address that can be kept and shared."""

    history = forms.ChoiceField(
        label=_("What have the teams done together?"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=[(History.NONE, _("Nothing yet: a new subject or a new partner")),
                 (History.SOME, _("Some exchanges, no joint publication yet")),
                 (History.LONG, _("Joint publications, or years of common work"))],
    )  # fmt: skip
    countries = forms.ChoiceField(
        label=_("How many partner countries?"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=[("1", _("One")), ("2", _("Two")), ("3", _("Three or more"))],
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("A shared place, with researchers who stay for long?"), widget=forms.RadioSelect,
        error_messages=CHOOSE, choices=[("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    shape = forms.ChoiceField(
        label=_("One common project, or a network?"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=[("project", _("A common research project")),
                 ("network", _("A network: several laboratories abroad around a theme"))],
    )  # fmt: skip
    months = forms.ChoiceField(label=_("How long?"), widget=forms.RadioSelect, required=False, error_messages=CHOOSE)
    euros = NumberField(FormField(slug="euros", label=_("Credits"), kind=FieldKind.NUMBER))  # type: ignore[arg-type]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = {one.duration for one in all_instruments()}
        lengths = sorted({bound.minimum or bound.maximum or 0: bound for bound in bounds}.items())
        cast(forms.ChoiceField, self.fields["months"]).choices = [
            *((str(months), bound) for months, bound in lengths if months), (UNKNOWN, _("I do not know yet")),
        ]  # fmt: skip
        self.fields["euros"].label = _("Credits wished from the CNRS over the whole action, in euros")

    def need(self) -> Need:
        """The answers, as the adviser takes them; call after `is_valid()`."""
        data = self.cleaned_data
        return Need(
            history=History(data["history"]), countries=int(data["countries"]), has_place=data["place"] == "yes",
            is_network=data["shape"] == "network", months=int(data["months"]) if data["months"] else None,
            euros=Decimal(data["euros"]) if data["euros"] else None,
        )  # fmt: skip


class OpenForm(forms.Form):
    """One sending of it opens one dossier. Only the institute names a carrier."""

    carrier = forms.EmailField(
        label=_("E-mail of the carrier"), max_length=254,
        help_text=_("The person who carries the dossier with you and files it. They need an account here."),
        error_messages={
            "required": _("Write the e-mail address of the carrier."),
            "invalid": _("This is no e-mail address. It looks like nom.prenom@laboratoire.fr."),
            "max_length": _("This address is too long: %(limit_value)d characters at most."),
        },
    )  # fmt: skip
    institute = forms.ModelChoiceField(
        Institute.objects.none(), label=_("Institute"), empty_label=_("Choose"),
        error_messages={"required": _("Choose the institute that proposes."),
                        "invalid_choice": _("Choose one of the list.")},
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, institutes: frozenset[int] | None, **kwargs: Any) -> None:
        """`institutes`: those whose officer opens; None when the carrier opens for themselves."""
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4
        if institutes is None:
            del self.fields["carrier"], self.fields["institute"]
            return
        held = Institute.objects.filter(pk__in=institutes).order_by("name")
        cast(forms.ModelChoiceField, self.fields["institute"]).queryset = held
        if len(institutes) == 1:
            self.fields["institute"].initial = next(iter(institutes))

    def clean_carrier(self) -> Person:
        person = Person.objects.select_related("unit__institute").filter(
            email__iexact=self.cleaned_data["carrier"].strip(), is_active=True
        ).first()  # fmt: skip
        if person is None:
            raise ValidationError(
                _("Nobody with this address has an account here. Ask them to create one, then open the dossier.")
            )
        return person

    @property
    def sent(self) -> UUID | None:
        """What names this sending."""
        return self.cleaned_data.get("token")
