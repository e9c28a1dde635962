"""Forms of the unit's director."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.enums import VisaOpinion

LONGEST_COMMENT = 3000


class VisaForm(forms.Form):
    """One of the three opinions, and why."""

    opinion = forms.ChoiceField(
        label=_("Your opinion"), choices=VisaOpinion, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three opinions."),
                        "invalid_choice": _("Choose one of the three opinions.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the carrier and the institute. Needed when the opinion is reserved or unfavourable."),
        error_messages={"max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opinion = cleaned.get("opinion")
        if opinion and opinion != VisaOpinion.FAVOURABLE and "comment" not in self.errors and not cleaned["comment"]:
            self.add_error("comment", _("Say in a few words what the reservation or refusal rests on."))
        return cleaned
