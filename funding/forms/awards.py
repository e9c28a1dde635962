"""Forms of an action itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

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
