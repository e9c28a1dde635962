"""The forms of somebody who gives one dossier more time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from instruments.instants import HourTwice, NoSuchHour, instant
from proposals.models import Dossier
from wording.fields import WallClockField
from wording.formats import PARIS

if TYPE_CHECKING:
    from directory.standing import Standing

IN_ADDRESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class DraftAddressForm(forms.Form):
    """Which dossier: any address of it, or the identifier that stands in them all."""

    address = forms.CharField(
        label=_("Address of the dossier"), max_length=500,
        help_text=_("Its carrier copies it from their browser, or from the page that files: https://…/proposals/…"),
        error_messages={"required": _("Paste the address that the carrier sent you."),
                        "max_length": _("This is too long for an address: paste the address alone.")},
    )  # fmt: skip

    def __init__(self, standing: Standing, data: Any = None) -> None:
        self.standing = standing
        super().__init__(data)

    def clean_address(self) -> UUID:
        """The id of a dossier whose closing this person may postpone; one sentence whatever is there otherwise."""
        found = IN_ADDRESS.search(self.cleaned_data["address"])
        if found is None:
            raise ValidationError(
                _("This is no address of a dossier: it contains “/proposals/” and a long identifier.")
            )
        uid = UUID(found.group())
        if not Dossier.objects.extendable_by(self.standing).filter(uid=uid).exists():
            raise ValidationError(
                _("No dossier to which you can give more time is at this address. Ask its carrier to copy it again.")
            )
        return uid


class ExtensionForm(forms.Form):
    """Until when, in Paris time, and why."""

    until = WallClockField(label=_("New closing of this dossier, Paris time"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history of the dossier."),
        error_messages={"required": _("Write in a few words why: it stays in the history.")},
    )  # fmt: skip

    def clean_until(self) -> datetime:
        """The instant (UTC) of the Paris hour typed."""
        try:
            return instant(self.cleaned_data["until"], PARIS)
        except NoSuchHour as error:
            raise ValidationError(_("The clocks go forward over this hour: choose the next one.")) from error
        except HourTwice as error:
            raise ValidationError(_("The clocks pass this hour twice that day: choose another one.")) from error
