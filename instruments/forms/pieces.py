"""What several forms of calls share: text areas, the refusal of a small envelope."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from instruments.spec import Instrument

LONG = forms.Textarea(attrs={"rows": 10})
MEDIUM = forms.Textarea(attrs={"rows": 5})


def too_small(definition: Instrument) -> str:
    """The refusal of an envelope that would not fund one action."""
    return _("This envelope would not fund a single action: %(bounds)s. Raise it or leave it empty.") % {
        "bounds": definition.credits
    }
