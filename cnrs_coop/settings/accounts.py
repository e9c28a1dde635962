"""Settings of accounts: how people sign up, log in and prove who they are (django-allauth)."""

from __future__ import annotations

from urllib.parse import urlsplit

from cnrs_coop.settings.env import Environment

AUTHENTICATION_BACKENDS = [
    "directory.backends.AccountBackend",
    # rights in the pages of Django's administration, and sessions that name it
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "directory.passwords.Argon2idHasher",
    # read, then upgraded at the next login
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "directory.passwords.StrengthValidator"},
    {"NAME": "directory.passwords.NotYourselfValidator"},
    {"NAME": "directory.passwords.NotCommonValidator"},
]

ACCOUNT_ADAPTER = "cnrs_coop.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "add_email": "directory.forms.accounts.ChangeEmailForm",
    "change_password": "directory.forms.accounts.ChangePasswordForm",
    "login": "directory.forms.accounts.LoginForm",
    "reset_password": "directory.forms.accounts.AskPasswordForm",
    "reset_password_from_key": "directory.forms.accounts.NewPasswordForm",
    "set_password": "directory.forms.accounts.FirstPasswordForm",
    "signup": "directory.forms.accounts.SignupForm",
}
# A campus shares one address: what is counted by address is generous, what is counted by account is strict.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,10/5m/key",
    "signup": "100/m/ip",
    "reset_password": "100/m/ip,5/m/key",
    "reset_password_from_key": "100/m/ip",
    "confirm_email": "1/30s/key",
}

SOCIALACCOUNT_ADAPTER = "directory.adapters.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "directory.forms.accounts.SocialSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

MFA_ADAPTER = "directory.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "directory.forms.second_factor.CodeForm",
    "reauthenticate": "directory.forms.second_factor.CodeAgainForm",
    "activate_totp": "directory.forms.second_factor.ActivateAppForm",
    "add_webauthn": "directory.forms.second_factor.AddKeyForm",
    "edit_webauthn": "directory.forms.second_factor.RenameKeyForm",
}


def providers(env: Environment) -> dict[str, dict]:
    """The institutional OpenID Connect provider and ORCID, each only when its client id is given."""
    found: dict[str, dict] = {}
    if client_id := env.text("OIDC_CLIENT_ID", ""):
        server = env.url("OIDC_SERVER_URL", ("https", "http"), example="https://sso.example.org/realms/agents")
        found["openid_connect"] = {
            "OAUTH_PKCE_ENABLED": True,
            # an account is joined by e-mail only if the operator vouches that this provider verifies e-mails
            "EMAIL_AUTHENTICATION": env.flag("OIDC_VERIFIES_EMAIL", False),
            "APPS": [
                {
                    "provider_id": "institution",
                    "name": env.text("OIDC_NAME", "SSO"),
                    "client_id": client_id,
                    "secret": env.text("OIDC_CLIENT_SECRET", expects="the secret given with OIDC_CLIENT_ID"),
                    "settings": {"server_url": server},
                }
            ],
        }
    if client_id := env.text("ORCID_CLIENT_ID", ""):
        found["orcid"] = {
            "BASE_DOMAIN": env.text("ORCID_DOMAIN", "orcid.org"),
            "MEMBER_API": False,
            "APPS": [
                {
                    "name": "ORCID",
                    "client_id": client_id,
                    "secret": env.text("ORCID_CLIENT_SECRET", expects="the secret given with ORCID_CLIENT_ID"),
                }
            ],
        }
    return found


def origins(env: Environment, configured: dict[str, dict]) -> list[str]:
    """Where a login form may lead: Chromium applies `form-action` to the redirect that follows the form."""
    found = env.names("OIDC_ORIGINS", "", expects="origins such as https://login.example.org")
    for provider in configured.values():
        for app in provider["APPS"]:
            server = urlsplit(app.get("settings", {}).get("server_url", ""))
            if server.netloc:
                found.append(f"{server.scheme}://{server.netloc}")
    if "orcid" in configured:
        found.append(f"https://{configured['orcid']['BASE_DOMAIN']}")
    return found
