"""What the directory does when allauth has done something."""

from typing import Any

from allauth.account.signals import password_reset
from django.dispatch import receiver

from directory.actions.people import verify_only_address
from directory.models import Person


@receiver(password_reset)
def verify_invited_address(user: Person, **kwargs: Any) -> None:
    """Whoever chose a password by the link we sent has shown that the address is theirs."""
    verify_only_address(user)
