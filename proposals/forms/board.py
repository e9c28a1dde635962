"""Forms of the board: the name of a saved view, the reason of an act on several dossiers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Institute
from proposals.models import SavedView

LONGEST_REASON = 2000


class ViewForm(forms.Form):
    """A name for filters, order and columns."""

    name = forms.CharField(
        label=_("Name of the view"), max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": _("Give the view a name, such as “To do this week”."),
                        "max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")},
    )  # fmt: skip
    is_default = forms.BooleanField(label=_("Opens first when I come to the board"), required=False)


class ReasonForm(forms.Form):
    """Why an act is done on several dossiers at once."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("A reason is needed: write in a few words why."),
                        "max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")},
    )  # fmt: skip


class InstituteForm(forms.Form):
    """Which institute is informed of several dossiers at once."""

    institute = forms.ModelChoiceField(
        label=_("Institute to be informed"), queryset=Institute.objects.order_by("name"),
        error_messages={"required": _("Choose the institute to be informed."),
                        "invalid_choice": _("Choose the institute to be informed.")},
    )  # fmt: skip
