"""Passwords as the CNIL asks (deliberation 2022-100): long and varied, or a passphrase; hashed with Argon2id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from directory.models import Person

MINIMUM_LENGTH = 14
MINIMUM_CLASSES = 3
PASSPHRASE_WORDS = 7
# a longer text costs time to hash and protects nobody better
MAXIMUM_LENGTH = 1000


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane. An older hash is upgraded at the next login (Django's own way)."""

    memory_cost = 19456
    time_cost = 2
    parallelism = 1


def classes_of(password: str) -> int:
    """How many kinds of characters stand in the password: small letters, capitals, digits, other signs (0–4)."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum() and not sign.isspace())
    return sum(any(kind(sign) for sign in password) for kind in kinds)


def is_passphrase(password: str) -> bool:
    """Seven different words of two letters or more, separated by spaces or hyphens."""
    words = {word.casefold() for word in password.replace("-", " ").split() if len(word) > 1}
    return len(words) >= PASSPHRASE_WORDS


class StrengthValidator:
    """14 characters of 3 classes, or 7 words: each cause has its own sentence."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if len(password) > MAXIMUM_LENGTH:
            raise ValidationError(_("This password is longer than 1,000 characters. Choose a shorter one."))
        if is_passphrase(password):
            return
        if len(password) < MINIMUM_LENGTH:
            raise ValidationError(
                _("This password is too short. Write at least 14 characters, or a phrase of seven different words.")
            )
        if classes_of(password) < MINIMUM_CLASSES:
            raise ValidationError(
                _(
                    "This password is too simple. Mix three kinds among small letters, capitals, digits and signs, "
                    "or write a phrase of seven different words."
                )
            )

    def get_help_text(self) -> str:
        return _(
            "At least 14 characters with three kinds among small letters, capitals, digits and signs; "
            "or a phrase of seven different words."
        )


class NotYourselfValidator(password_validation.UserAttributeSimilarityValidator):
    """Refuses what looks like the person's name or e-mail."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "first_name", "last_name"))

    def get_error_message(self) -> str:
        return _("This password looks too much like your name or your e-mail. Choose another one.")

    def get_help_text(self) -> str:
        return _("It does not resemble your name or your e-mail.")


class NotCommonValidator(password_validation.CommonPasswordValidator):
    """Refuses Django's list of common passwords."""

    def get_error_message(self) -> str:
        return _("This password is among the most used in the world. Choose another one.")

    def get_help_text(self) -> str:
        return _("It is not among the most used in the world.")
