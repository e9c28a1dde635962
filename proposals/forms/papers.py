"""A file sent as one paper of a dossier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# ids of rows stay below this; more digits are a forgery
MOST_DIGITS = 15


class PaperForm(forms.Form):
    """Which paper, the file, and which one the page showed there. The file itself is judged by the intake."""

    paper = forms.SlugField(max_length=40)
    replaces = forms.CharField(required=False, max_length=MOST_DIGITS)
    file = forms.FileField(required=False, allow_empty_file=True, max_length=None)

    def clean_file(self) -> Any:
        """The file, or the sentence that asks for one."""
        if self.cleaned_data.get("file") is None:
            raise ValidationError(_("Choose a file on your machine first."))
        return self.cleaned_data["file"]

    def clean_replaces(self) -> int | None:
        """The attachment shown in that place, 0 for none; None when the page did not say."""
        typed = self.cleaned_data["replaces"]
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()):
            raise ValidationError("forged")
        return int(typed)
