"""Forms of a reviewer's answer and of the officer's ruling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.enums import DECLARED, InterestLevel
from evaluation.forms.days import DayField

LONGEST = 2000
CHOOSE = {"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")}
TOO_LONG = {"max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")}


class DeclarationForm(forms.Form):
    """The interests of whoever is asked, said before the dossier opens."""

    level = forms.ChoiceField(
        label=_("Your interests in this dossier"), choices=InterestLevel, widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("What it rests on"), required=False, error_messages=CHOOSE,
        choices=[("", _("Choose, if you have an interest")), *DECLARED],
    )  # fmt: skip
    text = forms.CharField(
        label=_("In a few words"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by the institute alone."), error_messages=TOO_LONG,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        level = cleaned.get("level")
        if level and level != InterestLevel.NONE and "ground" not in self.errors and not cleaned.get("ground"):
            self.add_error("ground", _("Say what the interest rests on: choose one of the grounds."))
        if level == InterestLevel.NONE:
            cleaned["ground"], cleaned["text"] = "", ""
        return cleaned


class DeclineForm(forms.Form):
    """Why the review is declined, and who might do it instead."""

    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why: it helps the institute to ask better next time."),
                        **TOO_LONG},
    )  # fmt: skip
    colleague = forms.CharField(
        label=_("A colleague you would propose"), required=False, max_length=300,
        help_text=_("Name and institution; the institute looks at it."), error_messages=TOO_LONG,
    )  # fmt: skip


class PostponeForm(forms.Form):
    """Until the end of which day a review is awaited."""

    due = DayField(label=_("Awaited until the end of"))
