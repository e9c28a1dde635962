"""The form of a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from directory.standing import PARIS
from instruments.forms.clocks import InTheCallsZone
from instruments.forms.pieces import LONG, MEDIUM, too_small
from instruments.models import Call
from instruments.spec import Instrument
from wording.crispy import HouseHelper
from wording.fields import EuroField, WallClockField

# the zones in which a deadline has been announced by a French public body (domain: New Caledonia used its own)
USUAL_ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
    "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "UTC",
)  # fmt: skip
WALL_CLOCKS = ("opens", "closes", "visa_closes", "expression_closes")


class CallForm(InTheCallsZone, forms.ModelForm):
    """A draft. Dates are read in the call's own zone."""

    wall_clocks: tuple[str, ...] = WALL_CLOCKS

    opens = WallClockField(label=_("Opens"), required=False)
    closes = WallClockField(
        label=_("Closes"), required=False, help_text=_("The last instant is not included: filing stops at this hour.")
    )
    visa_closes = WallClockField(
        label=_("Last visas of unit directors"), required=False, help_text=_("After the closing; empty: the same hour.")
    )
    expression_closes = WallClockField(
        label=_("Last expressions of interest"), required=False,
        help_text=_("Only for a call in two steps; between the opening and the closing."),
    )  # fmt: skip
    results_on = forms.DateField(
        label=_("Results expected on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This date is not understood. Write it as 15/12/2027.")},
    )  # fmt: skip
    zone = forms.ChoiceField(label=_("Time zone of these hours"), choices=[(name, name) for name in USUAL_ZONES])
    envelope = EuroField(label=_("Envelope of the call"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Call
        fields = (
            "year", "title_fr", "title_en", "opens", "closes", "zone", "grace_minutes", "visa_closes",
            "expression_closes", "is_invitation_necessary", "results_on", "silence_months", "envelope",
            "is_permanence_required", "text_fr", "text_en", "letter_fr", "letter_en",
        )  # fmt: skip
        widgets = {"text_fr": LONG, "text_en": LONG, "letter_fr": MEDIUM, "letter_en": MEDIUM}

    def __init__(self, *args: Any, definition: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self._fit_to_definition()
        self._show_clocks()
        self.helper = HouseHelper()
        self.helper.layout = self._layout()

    def _fit_to_definition(self) -> None:
        """Only what the instrument knows: an expression of interest, a closing date, a partner's letter."""
        if not self.definition.entry.may_begin_with_expression:
            self._drop("expression_closes", "is_invitation_necessary")
        if self.definition.entry.is_permanent:
            self._drop("closes", "grace_minutes", "visa_closes", "results_on")
        if not self.definition.has_partner_letter:
            self._drop("letter_fr", "letter_en")
        if self.instance.pk is None:
            self.initial.setdefault("token", uuid4())
        self.initial["revision"] = self.instance.revision

    def _drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)
        self.wall_clocks = tuple(name for name in self.wall_clocks if name in self.fields)

    def _show_clocks(self) -> None:
        """Stored instants are shown as the clock of the call's zone shows them."""
        for name in self.wall_clocks:
            value = getattr(self.instance, name)
            self.initial[name] = value.astimezone(self.instance.zoneinfo).replace(tzinfo=None) if value else None
        if self.instance.zone not in USUAL_ZONES and self.instance.zone in available_timezones():
            named = (*USUAL_ZONES, self.instance.zone)
            self.fields["zone"] = forms.ChoiceField(
                label=self.fields["zone"].label, choices=[(name, name) for name in named]
            )

    def _layout(self) -> Layout:
        groups = (
            (_("The call"), ("year", "title_fr", "title_en")),
            (_("Dates and hours"), ("opens", "closes", "zone", "grace_minutes", "visa_closes", "expression_closes",
                                    "is_invitation_necessary", "results_on")),
            (_("Credits and rules"), ("envelope", "is_permanence_required", "silence_months")),
            (_("What people read"), ("text_fr", "text_en", "letter_fr", "letter_en")),
        )  # fmt: skip
        present = [(title, [name for name in names if name in self.fields]) for title, names in groups]
        return Layout(*(Fieldset(title, *names) for title, names in present), "revision", "token")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.read_clocks(cleaned, ZoneInfo(cleaned.get("zone") or "Europe/Paris"))
        self._check_order(cleaned)
        self._check_envelope(cleaned)
        return cleaned

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The call would close before it opens. Choose a closing after the opening."))
            return
        visas, expressions = cleaned.get("visa_closes"), cleaned.get("expression_closes")
        if visas and closes and visas < closes:
            self.add_error("visa_closes", _("Visas are given on filed dossiers: choose an hour after the closing."))
        if expressions and not (opens and closes and opens < expressions < closes):
            self.add_error("expression_closes", _("Expressions of interest end between the opening and the closing."))
        results = cleaned.get("results_on")
        if results and closes and results <= closes.astimezone(PARIS).date():
            self.add_error("results_on", _("Results come after the closing. Choose a later day."))

    def _check_envelope(self, cleaned: dict[str, Any]) -> None:
        least, envelope = self.definition.credits.minimum, cleaned.get("envelope")
        if envelope is not None and least is not None and envelope < least:
            self.add_error("envelope", too_small(self.definition))

    def theirs(self) -> list[tuple[str, str]]:
        """Label and stored text of each field in which what is typed differs from what somebody else kept."""
        return [
            (str(self.fields[name].label), self._shown(name))
            for name in self.fields
            if name not in ("revision", "token") and self._shown(name) != str(self[name].value() or "")
        ]

    def _shown(self, name: str) -> str:
        """The stored value as its field would show it."""
        field = self.fields[name]
        value = field.prepare_value(self.initial.get(name))
        shown = field.widget.format_value(value) if hasattr(field.widget, "format_value") else value
        return str(value if isinstance(shown, list) else shown or "")

    @property
    def sent(self) -> UUID | None:
        """Which sending of the form this is."""
        return self.cleaned_data.get("token")

    def values(self) -> dict[str, Any]:
        """What the form says about the call, ready for an action."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("revision", "token")}
