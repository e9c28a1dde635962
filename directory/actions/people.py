"""Accounts made by the house: for the demonstration, the first administrator, somebody granted an office."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from directory.models import Person


@transaction.atomic
def create_person(
    *,
    email: str,
    first_name: str,
    last_name: str,
    password: str | None = None,
    is_verified: bool = False,
    **fields: Any,
) -> Person:
    """A new account with its address; without a password it opens by `password_link` only.

    `is_verified` says that the address is known to be theirs. Raises IntegrityError when the address is taken.
    """
    person = Person.objects.create_user(email, password, first_name=first_name, last_name=last_name, **fields)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=is_verified)
    return person


def password_link(person: Person) -> str:
    """A full address at which `person` chooses a password; it serves once and for PASSWORD_RESET_TIMEOUT seconds."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return settings.SITE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)


def verify_only_address(person: Person) -> None:
    """Mark the person's address as theirs, when it is the only one a password link can have reached."""
    addresses = EmailAddress.objects.filter(user=person)
    if addresses.count() == 1:
        addresses.update(verified=True)
