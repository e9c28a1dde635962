"""Forms of the second factor, with our labels."""

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn_forms
from django.utils.translation import gettext_lazy as _

from directory.forms.accounts import OurWords

CODE = (_("Code"), _("Six digits from your application, or one of your recovery codes."))


class CodeForm(OurWords, base_forms.AuthenticateForm):
    words = {"code": CODE}


class CodeAgainForm(OurWords, base_forms.ReauthenticateForm):
    words = {"code": CODE}


class ActivateAppForm(OurWords, ActivateTOTPForm):
    words = {"code": (_("Code"), _("Six digits shown by your application."))}


class AddKeyForm(OurWords, webauthn_forms.AddWebAuthnForm):
    words = {
        "name": (_("Name"), ""),
        "passwordless": (
            _("Log in with this passkey alone"),
            _("Your device then asks for your fingerprint, your face or its own code."),
        ),
    }


class RenameKeyForm(OurWords, webauthn_forms.EditWebAuthnForm):
    words = {"name": (_("Name"), "")}
