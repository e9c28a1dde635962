"""The envelope of one institute, one instrument, one budget year."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import Role, Scope
from directory.models import Institute
from evaluation.forms.errors import not_a_number
from evaluation.forms.rankings import NotRead, read_euros
from evaluation.models import Envelope
from instruments.registry import choices

if TYPE_CHECKING:
    from directory.standing import Standing


class EnvelopeForm(forms.Form):
    """Amounts in euros; the same institute, instrument and year again replaces what was there."""

    institute = forms.ModelChoiceField(
        Institute.objects.none(), label=gettext_lazy("Institute"), empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose an institute."),
                        "invalid_choice": gettext_lazy("Choose an institute of the list.")},
    )  # fmt: skip
    instrument = forms.ChoiceField(
        label=gettext_lazy("Instrument"), choices=choices,
        error_messages={"required": gettext_lazy("Choose an instrument."),
                        "invalid_choice": gettext_lazy("Choose an instrument of the list.")},
    )  # fmt: skip
    year = forms.IntegerField(
        label=gettext_lazy("Budget year"), min_value=2000, max_value=2100,
        error_messages=not_a_number(gettext_lazy("Write a year in four figures, such as 2028.")),
    )  # fmt: skip
    amount = forms.CharField(
        label=gettext_lazy("Envelope, in euros"),
        max_length=30,
        error_messages={"required": gettext_lazy("Write the amount in euros, such as 190,000.")},
    )
    committed = forms.CharField(
        label=gettext_lazy("Already committed, in euros"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("What running actions take of it that year."),
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["institute"]).queryset = _institutes(standing)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("amount", "committed"):
            try:
                value = read_euros(cleaned.get(name, ""))
            except NotRead as error:
                self.add_error(name, str(error))
                continue
            if value is not None and value < 0:
                self.add_error(name, _("An envelope is not negative."))
            cleaned[name] = value or 0
        return cleaned

    def save(self, *, at: datetime, by: Standing) -> Envelope:
        """Keep the envelope."""
        given = self.cleaned_data
        return Envelope.objects.update_or_create(
            institute=given["institute"], instrument_slug=given["instrument"], year=given["year"],
            defaults={"amount": given["amount"], "committed": given["committed"], "changed_at": at,
                      "changed_by_id": by.person_id},
        )[0]  # fmt: skip


def _institutes(standing: Standing) -> Any:
    """All for the Derci; for a direction, its own."""
    if standing.holds_nationally(Role.DERCI_OFFICER):
        return Institute.objects.order_by("name")
    return Institute.objects.filter(
        pk__in=sorted(standing.scope_ids(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE))
    ).order_by("name")  # fmt: skip
