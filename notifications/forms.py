"""Forms of reminders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.enums import Rhythm
from notifications.reminding.sources import Source


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
