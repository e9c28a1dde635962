"""What the page of components shows: the real pieces, with invented content."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wording.crispy import HouseHelper
from wording.fields import EuroField, WallClockField
from workflow.table import Shape
from workflow.waiting import Waiting


class SampleForm(forms.Form):
    """One field of each kind."""

    helper = HouseHelper()

    title = forms.CharField(max_length=120)
    closes = WallClockField(required=False)
    sum = EuroField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    told = forms.BooleanField(required=False)
    secured = forms.ChoiceField(widget=forms.RadioSelect)
    country = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "title": _("Title of the project"), "closes": _("Closes"), "sum": _("Amount announced by the partner"),
            "text": _("Financial justification"), "told": _("I have told the international service of my institute"),
            "secured": _("This co-funding is"), "country": _("Country"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["title"].help_text = _("120 characters at most. It will appear on the public map.")
        self.fields["secured"].choices = [("yes", _("secured: the letter confirms it")), ("no", _("applied for"))]
        self.fields["country"].choices = [("", "–"), ("JP", _("Japan")), ("CL", _("Chile"))]


def styleguide_context(request: HttpRequest) -> dict[str, Any]:
    """The form twice (empty, refused), the seven shapes, deadlines, rows that wait."""
    now = request.received_at
    words = {
        Shape.DRAFT: _("Draft"), Shape.YOURS: _("For you to triage"), Shape.WAIT: _("Under review"),
        Shape.ASK: _("Completion asked"), Shape.DONE: _("Admissible"), Shape.STOP: _("Inadmissible"),
        Shape.OFF: _("Withdrawn"),
    }  # fmt: skip
    return {
        "now": now,
        "shapes": [(shape.value, word) for shape, word in words.items()],
        "form": SampleForm(),
        "refused_form": SampleForm({"title": "", "sum": "1e9", "closes": "2027-03-28T25:00"}, prefix="r"),
        "dates": [now + timedelta(days=43), now + timedelta(hours=5), now - timedelta(days=13)],
        "waiting": [
            Waiting(
                12, _("Dossiers to triage"), _("Three carry a warning of the rules."), "#waits", now + timedelta(days=8)
            )
        ],
        "sum": Decimal("12500.00"),
    }
