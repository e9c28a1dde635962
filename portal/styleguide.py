"""What the page of components shows: the real pieces, with invented content."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.requests import HouseRequest
from instruments.registry import all_instruments
from wording.crispy import HouseHelper
from wording.fields import EuroField, WallClockField
from wording.templatetags.wording import amount, moment
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
    secured = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("secured: the letter confirms it")), ("no", gettext_lazy("applied for"))],
    )
    country = forms.ChoiceField(
        required=False, choices=[("", "–"), ("JP", gettext_lazy("Japan")), ("CL", gettext_lazy("Chile"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "title": _("Title of the project"), "closes": _("Closes"), "sum": _("Amount announced by the partner"),
            "text": _("Financial justification"), "told": _("I have told the international service of my institute"),
            "secured": _("This co-funding is"), "country": _("Country"),
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["closes"].help_text = _("Day and hour, Paris time.")
        self.fields["title"].help_text = _("120 characters at most. It will appear on the public map.")


def styleguide_context(request: HouseRequest) -> dict[str, Any]:
    """The form twice (empty, refused), the seven shapes, deadlines, rows that wait, facts, figures."""
    now = request.received_at.replace(microsecond=0)
    words = {
        Shape.DRAFT: _("Draft"), Shape.YOURS: _("For you to triage"), Shape.WAIT: _("Under review"),
        Shape.ASK: _("Completion asked"), Shape.DONE: _("Admissible"), Shape.STOP: _("Inadmissible"),
        Shape.OFF: _("Withdrawn"),
    }  # fmt: skip
    return {
        "now": now,
        "shapes": [(shape.value, word) for shape, word in words.items()],
        "form": SampleForm(),
        "refused_form": SampleForm(
            {"refused-title": "", "refused-sum": "1e9", "refused-closes": "", "refused-secured": "yes"},
            prefix="refused",
        ),
        "dates": [now + timedelta(days=43), now + timedelta(hours=5), now - timedelta(days=13)],
        "waiting": [
            Waiting(
                12, _("Dossiers to triage"), _("Three carry a warning of the rules."), "#waits", now + timedelta(days=8)
            )
        ],
        "sentences": [
            ("block", _("The letter was not added. The file has a password. Save it without one and add it again.")),
            ("warn", _("The call closes in 48 hours and this complete dossier is not filed.")),
            ("ok", _("Filed on %(when)s.") % {"when": moment(now)}),
            ("info", _("The version filed stays valid until the new one is.")),
        ],
        "tranches": _tranches(),
        "facts": [
            {"label": _("Instrument"), "value": all_instruments()[0].acronym},
            {"label": _("Partner country"), "value": _("Chile")},
            {"label": _("Duration"), "value": _("24 months")},
            {"label": _("Unit"), "value": "UMR\u00a07154"},
        ],
        "sums": [
            {"label": _("Awarded"), "value": amount(Decimal(60_000))},
            {"label": _("Paid"), "value": amount(Decimal(24_150)), "note": _("2 tranches of 5")},
            {"label": _("Payable now"), "value": amount(Decimal(0)), "note": _("a report is missing")},
        ],
        "empty_title": _("No dossier waits for your visa"),
        "empty_text": _("The dossiers of your unit come here as soon as their carriers ask."),
        "empty_link": _("See the dossiers of the unit"),
    }


def _tranches() -> list[tuple[str, Decimal, str, str, str]]:
    sum_of_year = Decimal(12_000)
    return [
        (_("Tranche 1"), sum_of_year, Shape.DONE.value, _("Paid"), _("in February")),
        (_("Tranche 2"), sum_of_year, Shape.ASK.value, _("Blocked"), _("the financial report is expected")),
        (_("Tranche 3"), sum_of_year, Shape.DRAFT.value, _("To come"), _("payable after both reports")),
    ]
