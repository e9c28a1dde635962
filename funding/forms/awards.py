"""Forms of an action itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from directory.forms.choosing import UnitChoice
from instruments.models import Centre
from wording.crispy import HouseHelper


class CentresForm(forms.Form):
    """The international research centers on which an action leans; none is an answer."""

    centres = forms.ModelMultipleChoiceField(
        label=gettext_lazy("International research centers"), queryset=Centre.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["centres"]
        choice.queryset = Centre.objects.order_by("place", "pk")
        self.helper = HouseHelper()


class DedicatedUnitForm(forms.Form):
    """The unit of the directory that was created for the action."""

    unit = UnitChoice(
        label=gettext_lazy("Unit"), help_text=gettext_lazy("Its own resources are then entered in a ledger apart."),
        error_messages={"required": gettext_lazy("Choose the unit: its code or its name is enough to find it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
