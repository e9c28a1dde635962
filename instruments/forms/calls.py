"""Forms of the people who prepare and amend calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Institute
from directory.standing import PARIS
from instruments.enums import PriorityKind
from instruments.instants import HourTwice, NoSuchHour, instant
from instruments.models import Call, CallAnnex
from instruments.spec import Instrument
from wording.crispy import HouseHelper
from wording.fields import EuroField, WallClockField
from wording.formats import clock, country_choices

LONG = forms.Textarea(attrs={"rows": 10})
MEDIUM = forms.Textarea(attrs={"rows": 5})
# the zones in which a deadline has been announced by a French public body (domain: New Caledonia used its own)
USUAL_ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon",
    "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "UTC",
)  # fmt: skip
WALL_CLOCKS = ("opens", "closes", "visa_closes", "expression_closes")


class InTheCallsZone(forms.BaseForm):
    """Turns the wall-clock fields of a form into instants, in the zone the call announces."""

    wall_clocks: tuple[str, ...] = ()

    def read_clocks(self, cleaned: dict[str, Any], zone: ZoneInfo) -> None:
        """Replace each wall-clock value by its instant (UTC); a sentence for an hour that does not exist once."""
        for name in self.wall_clocks:
            if cleaned.get(name) is not None:
                cleaned[name] = self._instant(name, cleaned[name], zone)

    def _instant(self, name: str, wall: datetime, zone: ZoneInfo) -> datetime | None:
        try:
            return instant(wall, zone)
        except NoSuchHour as jump:
            self.add_error(
                name,
                _(
                    "This hour does not exist: that night the clocks go forward from %(from)s. "
                    "Choose %(later)s or later."
                )
                % {"from": _clock(wall.replace(minute=0)), "later": _clock(jump.later)},
            )
        except HourTwice:
            self.add_error(name, _("That night the clocks pass this hour twice. Choose an hour before or after it."))
        return None


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


def _clock(wall: datetime) -> str:
    return clock(wall, "en" if get_language() == "en" else "fr")


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


def too_small(definition: Instrument) -> str:
    """The refusal of an envelope that would not fund one action."""
    return _("This envelope would not fund a single action: %(bounds)s. Raise it or leave it empty.") % {
        "bounds": definition.credits
    }


class WithReasons(forms.Form):
    """The reason that everybody will read, in both languages."""

    reason_fr = forms.CharField(label=_("Reason, in French"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    reason_en = forms.CharField(
        label=_("Reason, in English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self.helper = HouseHelper()


class PostponeForm(InTheCallsZone, WithReasons):
    """A later closing."""

    wall_clocks = ("closes",)

    closes = WallClockField(label=_("New closing"))
    field_order = ["closes", "reason_fr", "reason_en"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.read_clocks(cleaned, self.call.zoneinfo)
        closes = cleaned.get("closes")
        if closes and self.call.closes and closes <= self.call.closes:
            self.add_error("closes", _("The closing can only move later than the one announced."))
        return cleaned


class AmendTextForm(WithReasons):
    """Another text for a call already announced."""

    text_fr = forms.CharField(label=_("Text in French"), widget=LONG, max_length=20_000)
    text_en = forms.CharField(label=_("Text in English"), widget=LONG, max_length=20_000)
    field_order = ["text_fr", "text_en", "reason_fr", "reason_en"]


class RenewRulesForm(forms.Form):
    """Why a permanent entry takes the present rules."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
