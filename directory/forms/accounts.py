"""Forms of accounts: allauth's, with our labels, one password field and names checked."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.socialaccount import forms as social_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from directory.models import Person
from directory.validators import validate_person_name


def _rules() -> str:
    return " ".join(password_validators_help_texts())


password_rules = lazy(_rules, str)


# what is asked, where a form of accounts is sent empty
LEFT_EMPTY = {
    "email": _("Write your e-mail address."),
    "login": _("Write your e-mail address."),
    "password": _("Write your password."),
    "password1": _("Choose a password."),
    "oldpassword": _("Write your present password."),
}


class OurWords:
    """Gives fields our labels and help, and takes away placeholders, which vanish when one types."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if name in LEFT_EMPTY:
                field.error_messages["required"] = LEFT_EMPTY[name]


EMAIL = (_("E-mail"), "")
PASSWORD = (_("Password"), "")
NEW_PASSWORD = (_("New password"), password_rules())


class NameField(forms.CharField):
    """A first or last name: trimmed, at most 150 characters, no invisible sign."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=150, validators=[validate_person_name], **kwargs)
        self.error_messages["required"] = _("Write your name as letters should carry it.")
        # the message of the length would repeat a million characters' count: ours says the limit
        self.validators = [check for check in self.validators if getattr(check, "code", "") != "max_length"]
        self.validators.append(_at_most_150)


def _at_most_150(value: str) -> None:
    if len(value) > 150:
        raise ValidationError(_("This name is too long: 150 characters at most."))


def _first_name() -> NameField:
    return NameField(label=_("First name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))


def _last_name() -> NameField:
    return NameField(label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))


class SignupForm(OurWords, allauth_forms.SignupForm):
    """Sign-up: names, e-mail, one password."""

    first_name = _first_name()
    last_name = _last_name()
    field_order = ["first_name", "last_name", "email", "password1"]
    words = {
        "email": (_("E-mail"), _("We send a link there. Prefer the address of your laboratory.")),
        "password1": (_("Password"), password_rules()),
    }

    def clean(self) -> dict[str, Any]:
        """allauth compares the password with the e-mail alone: compare it with the names too."""
        data = super().clean()
        named = Person(first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
        if (password := data.get("password1")) and "password1" not in self.errors:
            try:
                validate_password(password, named)
            except ValidationError as error:
                self.add_error("password1", error)
        return data

    def try_save(self, request: HttpRequest) -> Any:
        """Keep the address typed for the page that says where the link left, whether it had an account or not."""
        request.session["typed_email"] = self.cleaned_data["email"]
        return super().try_save(request)


class SocialSignupForm(OurWords, social_forms.SignupForm):
    """First login through a provider: what it told us is proposed, the person corrects it."""

    first_name = _first_name()
    last_name = _last_name()
    field_order = ["first_name", "last_name", "email"]
    words = {"email": EMAIL}


class LoginForm(OurWords, allauth_forms.LoginForm):
    # a login keeps nothing: the summary of its errors says what happened
    refused = _("You are not logged in")
    words = {"login": EMAIL, "password": PASSWORD}


class AskPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    """Asks for a link that lets one choose a new password."""

    words = {"email": EMAIL}


class OncePassword(OurWords):
    """One field for the new password: a second one catches no error a new link does not mend."""

    words = {"oldpassword": (_("Present password"), ""), "password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2")


class NewPasswordForm(OncePassword, allauth_forms.ResetPasswordKeyForm):
    """The new password, from the link received."""


class ChangePasswordForm(OncePassword, allauth_forms.ChangePasswordForm):
    """The new password, with the present one."""


class FirstPasswordForm(OncePassword, allauth_forms.SetPasswordForm):
    """A first password for who came through a provider."""


class ChangeEmailForm(OurWords, allauth_forms.AddEmailForm):
    words = {"email": (_("New e-mail"), _("We send a link there; the present address stays until you follow it."))}
