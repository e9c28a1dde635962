"""What the house sends when the directory has acted: here, because the directory knows no mails."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from directory.models import Office, StandIn
from directory.signals import office_granted, stand_in_named
from notifications.mails import post


@receiver(office_granted)
def tell_holder(office: Office, **kwargs: Any) -> None:
    """Whoever is granted an office is told, with a link that opens their account if it is new."""
    post("office.granted", office, event=f"office-granted:{office.pk}")


@receiver(stand_in_named)
def tell_stand_in(stand_in: StandIn, **kwargs: Any) -> None:
    post("office.stand-in", stand_in, event=f"stand-in-named:{stand_in.pk}")
