"""Where this house differs from allauth: language at sign-up, sentences, second factor, joining accounts."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.enums import STAFF_ROLES
from directory.models import Person
from directory.standing import standing_of
from directory.validators import validate_orcid


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: our sentences, and the language of the page where the person signed up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Write to us if that surprises you."),
        "cannot_remove_primary_email": _("This is your only address: change it instead."),
        "duplicate_email": _("This is already your address."),
        "email_password_mismatch": _(
            "This e-mail and this password do not go together. Check both, or choose a new password."
        ),
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_code": _("This code is wrong or too old. Type the one shown now."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or choose a new password."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """For one's own account, a login within the last minutes is answer enough; our own acts ask again each time."""
        is_own_account = app.startswith("allauth.")
        return super().is_reauthentication_required(app=app, **kwargs) and not (is_own_account and self._just_came())

    def _just_came(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        return bool(records) and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT

    def save_user(self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True) -> Person:
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        return super().save_user(request, user, form, commit)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: what the provider knows is proposed, the ORCID iD is kept when its checksum is right."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "An account already exists with this address. Log in to it, then connect your %s account from your profile."
        ),
        "connected_other": _("This external account is already connected to another account here."),
    }

    def get_app(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SocialApp:
        """A provider that is not configured does not exist: 404, not an error."""
        try:
            return super().get_app(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        person = super().populate_user(request, sociallogin, data)
        person.orcid = orcid_of(sociallogin)
        return person


def orcid_of(sociallogin: SocialLogin) -> str | None:
    """The ORCID iD the provider vouches for, if it is one and nobody here has it yet."""
    account = sociallogin.account
    claimed = account.uid if account.provider == "orcid" else account.extra_data.get("orcid", "")
    value = str(claimed).rpartition("/")[2].upper()
    try:
        validate_orcid(value)
    except ValidationError:
        return None
    return None if Person.objects.filter(orcid=value).exists() else value


class MFAAdapter(DefaultMFAAdapter):
    """Second factor: secrets are encrypted at rest, and staff keep at least one factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong or too old. Type the one shown now."),
        "cannot_delete_authenticator": _(
            "Your office requires a second factor: add another one before removing this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        if not settings.SECOND_FACTOR_REQUIRED or not standing_of(person).roles & STAFF_ROLES:
            return True
        others = Authenticator.objects.filter(user=person).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _cipher() -> Fernet:
    """Fernet over a key drawn from the secret key: a stolen database holds no usable second factor."""
    digest = hashlib.sha256(b"second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
