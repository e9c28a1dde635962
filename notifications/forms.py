"""Forms of reminders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifications.enums import Rhythm
from notifications.reminding.sources import Source
from notifications.reminding.steps import Step
from notifications.reminding.typed import read_steps, write_steps


class RhythmsForm(forms.Form):
    """One choice per kind; what must reach cannot be reduced to what is urgent."""

    def __init__(self, sources: tuple[Source, ...], chosen: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in sources:
            choices = [one for one in Rhythm.choices if not (source.must_reach and one[0] == Rhythm.URGENT)]
            self.fields[source.key] = forms.ChoiceField(
                label=source.label, choices=choices,
                initial=chosen.get(source.key, Rhythm.DAILY),
                error_messages={
                    "required": _("Choose one of the possibilities."),
                    "invalid_choice": _("This kind is not said this seldom. Choose one of the possibilities."),
                },
            )  # fmt: skip


class RuleForm(forms.Form):
    """When one kind is reminded of, for one instrument: for each audience, the delays before and after the date."""

    def __init__(self, source: Source, steps: Mapping[str, tuple[Step, ...]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        for audience, name in source.audiences.items():
            own = steps.get(audience, ())
            for place, label, kept in (
                ("before", _("Before the date, to {people}"), [step for step in own if step.number <= 0]),
                ("after", _("After the date, to {people}"), [step for step in own if step.number > 0]),
            ):
                kept.sort(key=lambda step: step.position)
                self.fields[f"{audience}-{place}"] = forms.CharField(
                    label=format_lazy(label, people=name), required=False, max_length=200,
                    initial=write_steps(kept),
                    error_messages={"max_length": _("This is too long: 200 characters at most.")},
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`steps`: codes by audience."""
        data = super().clean() or {}
        steps: dict[str, list[str]] = {audience: [] for audience in self.source.audiences}
        for audience in self.source.audiences:
            for place in ("before", "after"):
                name = f"{audience}-{place}"
                try:
                    found = read_steps(data.get(name, ""), is_after=place == "after")
                except ValidationError as error:
                    self.add_error(name, error)
                    continue
                steps[audience] += [step.code for step in found]
        data["steps"] = steps
        return data


class PreviewFilter(forms.Form):
    """Filters of the preview; an unknown value is no filter."""

    q = forms.CharField(label=_("Person"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    instrument = forms.ChoiceField(label=_("Instrument"), required=False)
    institute = forms.ChoiceField(label=_("Institute"), required=False)

    def __init__(self, kinds: list[tuple[str, Any]], instruments: Mapping[str, str],
                 institutes: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("Every kind")), *kinds]
        fields["instrument"].choices = [("", _("Every instrument")), *instruments.items()]
        if institutes:
            fields["institute"].choices = [("", _("Every institute")), *institutes]
        else:
            del fields["institute"]
