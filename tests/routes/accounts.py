"""Routes of accounts and offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from directory.enums import Role
from directory.models import StandIn
from tests.factories import a_person, an_office
from tests.routes import ANONYMOUS, ANYONE_ELSE, CARRIER, COEDITOR, EVERYONE, REVIEWER, SIGNED_IN, Route, World, only

# allauth leads who is logged in home, and who has begun nothing to the login page
ONLY_OUT = {ANONYMOUS: 200, ANYONE_ELSE: 302}
LED_AWAY = {ANYONE_ELSE: 302}
NOTHING = {ANYONE_ELSE: 404}
# pages of a second factor which is not set up
UNKNOWN_YET = {ANONYMOUS: 302, ANYONE_ELSE: 404}
MOVED = {ANYONE_ELSE: 301}
GRANTERS = (
    Role.ADMINISTRATOR, Role.DERCI_DIRECTOR, Role.DERCI_OFFICER, Role.INSTITUTE_DIRECTION, Role.INSTITUTE_OFFICER,
    "institute-officer-elsewhere",
)  # fmt: skip
# those who may end the office of the world: the director of its unit
MANAGERS = GRANTERS[:-1]


def build(world: World) -> None:
    """An office of somebody else over the world's unit, and who stands in for it."""
    world.office = an_office(a_person(), Role.UNIT_DIRECTOR, world.unit)
    world.stand_in = StandIn.objects.create(
        office=world.office, person=a_person(), starts=date(2020, 2, 1), ends=date(2099, 1, 1)
    )


def _offices(world: World, number: int) -> Any:
    return [an_office(a_person(), Role.UNIT_DIRECTOR, world.unit) for _ in range(number)]


OFFICE_HOLDERS = {ANONYMOUS: 302, "nobody": 404, CARRIER: 404, COEDITOR: 404, REVIEWER: 404,
                  ANYONE_ELSE: 200}  # fmt: skip

ROUTES = [
    Route("profile", "/accounts/profile/", SIGNED_IN, post={ANONYMOUS: 302, ANYONE_ELSE: 422}),
    Route("personal_data", "/accounts/data/", SIGNED_IN),
    Route("personal_data_file", "/accounts/data/file/", SIGNED_IN, is_page=False),
    Route("account_login", "/accounts/login/", ONLY_OUT, post=ONLY_OUT),
    Route("account_logout", "/accounts/logout/", SIGNED_IN, post=LED_AWAY),
    Route("account_inactive", "/accounts/inactive/", EVERYONE),
    Route("account_signup", "/accounts/signup/", ONLY_OUT, post=ONLY_OUT),
    Route("account_reauthenticate", "/accounts/reauthenticate/", SIGNED_IN, post=SIGNED_IN),
    Route("account_email", "/accounts/email/", SIGNED_IN, post=LED_AWAY),
    Route("account_email_verification_sent", "/accounts/confirm-email/", EVERYONE, post={ANYONE_ELSE: 405}),
    Route("account_change_password", "/accounts/password/change/", SIGNED_IN, post=SIGNED_IN),
    Route("account_set_password", "/accounts/password/set/", LED_AWAY, post=LED_AWAY),
    Route("account_reset_password", "/accounts/password/reset/", EVERYONE, post=EVERYONE),
    Route("account_confirm_login_code", "/accounts/login/code/confirm/", LED_AWAY, post=LED_AWAY),
    Route("account_confirm_email", "/accounts/confirm-email/forged/", EVERYONE, post=NOTHING),
    Route("account_reset_password_from_key", "/accounts/password/reset/key/1-forged/", EVERYONE, post=EVERYONE),
    Route("account_reset_password_from_key_done", "/accounts/password/reset/key/done/", EVERYONE),
    Route("account_reset_password_done", "/accounts/password/reset/done/", EVERYONE),
    Route("mfa_index", "/accounts/2fa/", SIGNED_IN),
    Route("mfa_authenticate", "/accounts/2fa/authenticate/", LED_AWAY, post=LED_AWAY),
    Route("mfa_reauthenticate", "/accounts/2fa/reauthenticate/", LED_AWAY, post=LED_AWAY),
    Route("mfa_activate_totp", "/accounts/2fa/totp/activate/", LED_AWAY, post=LED_AWAY),
    Route("mfa_deactivate_totp", "/accounts/2fa/totp/deactivate/", UNKNOWN_YET, post=UNKNOWN_YET),
    Route("mfa_view_recovery_codes", "/accounts/2fa/recovery-codes/", UNKNOWN_YET),
    Route("mfa_generate_recovery_codes", "/accounts/2fa/recovery-codes/generate/", LED_AWAY, post=LED_AWAY),
    Route("mfa_download_recovery_codes", "/accounts/2fa/recovery-codes/download/", UNKNOWN_YET),
    Route("mfa_list_webauthn", "/accounts/2fa/webauthn/", SIGNED_IN),
    Route("mfa_add_webauthn", "/accounts/2fa/webauthn/add/", LED_AWAY, post=LED_AWAY),
    Route("mfa_reauthenticate_webauthn", "/accounts/2fa/webauthn/reauthenticate/", LED_AWAY, post=LED_AWAY),
    Route("mfa_remove_webauthn", "/accounts/2fa/webauthn/keys/1/remove/", LED_AWAY, post=LED_AWAY),
    Route("mfa_edit_webauthn", "/accounts/2fa/webauthn/keys/1/edit/", LED_AWAY, post=LED_AWAY),
    Route("mfa_login_webauthn", "/accounts/2fa/webauthn/login/", LED_AWAY, post=LED_AWAY),
    Route("socialaccount_login_cancelled", "/accounts/3rdparty/login/cancelled/", EVERYONE),
    Route("socialaccount_login_error", "/accounts/3rdparty/login/error/", {ANYONE_ELSE: 401}),
    Route("socialaccount_signup", "/accounts/3rdparty/signup/", LED_AWAY, post=LED_AWAY),
    Route("socialaccount_connections", "/accounts/3rdparty/", SIGNED_IN, post=SIGNED_IN),
    *(
        Route(f"accounts/social/{end}/", f"/accounts/social/{end}/", MOVED, post=MOVED)
        for end in ("login/cancelled", "login/error", "signup", "connections")
    ),
    Route("orcid_login", "/accounts/orcid/login/", NOTHING, post=NOTHING),
    Route("orcid_callback", "/accounts/orcid/login/callback/", NOTHING, post=NOTHING),
    Route("openid_connect_login", "/accounts/oidc/institution/login/", NOTHING, post=NOTHING),
    Route("openid_connect_callback", "/accounts/oidc/institution/login/callback/", NOTHING, post=NOTHING),
    Route("usersessions_list", "/accounts/sessions/", SIGNED_IN, post=LED_AWAY),
    Route("office_list", "/offices/", OFFICE_HOLDERS, fullest=Role.ADMINISTRATOR, rows=_offices),
    Route("office_grant_choice", "/offices/grant/", only(*GRANTERS)),
    Route("office_grant", "/offices/grant/unit-director/", only(*GRANTERS), post=only(*GRANTERS, status=422)),
    Route("office", lambda world: f"/offices/{world.office.pk}/", only(*MANAGERS)),
    Route(
        "office_end",
        lambda world: f"/offices/{world.office.pk}/end/",
        only(*MANAGERS),
        post=only(*MANAGERS, status=302),
    ),
    Route(
        "office_stand_in",
        lambda world: f"/offices/{world.office.pk}/stand-in/",
        only(*MANAGERS),
        post=only(*MANAGERS, status=422),
    ),
    Route(
        "stand_in_end",
        lambda world: f"/offices/stand-ins/{world.stand_in.pk}/end/",
        only(*MANAGERS),
        post=only(*MANAGERS, status=302),
    ),
]
