"""Whom to invite."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    """One e-mail address."""

    email = forms.EmailField(
        label=_("E-mail of the person to invite"), max_length=254,
        help_text=_("A link leaves there. The person needs an account here, which takes two minutes."),
        error_messages={
            "required": _("Write the e-mail address of the person to invite."),
            "invalid": _("This is no e-mail address. It looks like nom.prenom@laboratoire.fr."),
            "max_length": _("This address is too long: %(limit_value)d characters at most."),
        },
    )  # fmt: skip
