"""Accounts over HTTP: sign-up, enumeration, bad input, profile, second factor of staff, rate limits, providers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from cnrs_coop.settings import accounts
from cnrs_coop.settings.env import Environment
from directory.actions.people import create_person
from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from tests.factories import PASSWORD, a_holder, a_unit, an_office

pytestmark = pytest.mark.django_db
SIGNUP = {"first_name": "Nora", "last_name": "Neuve", "email": "nora@example.org", "password1": PASSWORD}


def a_member(email: str = "camille@example.org", **fields: Any) -> Person:
    """Somebody whose address is confirmed and who logs in with PASSWORD."""
    names = {"first_name": "Camille", "last_name": "Ferrand"}
    return create_person(**{"email": email, "password": PASSWORD, "is_verified": True, **names, **fields})


def a_client(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_language(language: str) -> dict[str, str]:
    return {"HTTP_ACCEPT_LANGUAGE": language}


BAD_SIGNUPS = [
    ("a name with a control sign", {"first_name": "No\x07ra"}, "first_name", "signe invisible", "invisible sign"),
    ("a name that turns the text", {"last_name": "Ne\u202euve"}, "last_name", "signe invisible", "invisible sign"),
    ("a name without letter", {"last_name": "---"}, "last_name", "au moins une lettre", "at least one letter"),
    ("a name of a megabyte", {"first_name": "N" * 1_000_000}, "first_name", "trop long", "too long"),
    ("no name", {"first_name": " "}, "first_name", "Écrivez votre nom", "Write your name"),
    ("not an address", {"email": "nora at example.org"}, "email", "", ""),
    ("a short password", {"password1": "abc"}, "password1", "trop court", "too short"),
    ("the address as password", {"password1": "Nora@example.org1"}, "password1", "ressemble trop", "too much like"),
]


@pytest.mark.parametrize(
    ("name", "wrong", "field", "french", "english"), BAD_SIGNUPS, ids=[row[0] for row in BAD_SIGNUPS]
)
def test_a_wrong_sign_up_says_why_keeps_the_rest_and_writes_nothing(
    name: str, wrong: dict[str, str], field: str, french: str, english: str
) -> None:
    for language, sentence in (("fr", french), ("en", english)):
        response = Client().post("/accounts/signup/", {**SIGNUP, **wrong}, **in_language(language))
        text = response.content.decode()
        assert field in response.context["form"].errors
        assert sentence in text
        kept = {key: value for key, value in SIGNUP.items() if key not in {field, "password1"}}
        assert all(f'value="{value}"' in text for value in kept.values())
        assert PASSWORD not in text
    assert not Person.objects.exists()


def test_a_sign_up_keeps_the_language_of_the_page_and_lowers_the_address() -> None:
    client = Client()
    answer = client.post("/accounts/signup/", {**SIGNUP, "email": " Nora@Example.ORG "}, **in_language("en"))
    assert answer.status_code == 302
    person = Person.objects.get()
    assert (person.email, person.language) == ("nora@example.org", "en")
    assert "nora@example.org" in client.get(answer.url, **in_language("en")).content.decode()
    mail = OutboxMail.objects.get()
    assert (mail.email, mail.language) == ("nora@example.org", "en")
    assert "/accounts/confirm-email/" in mail.text


def test_signing_up_with_a_known_address_looks_the_same_and_writes_to_its_owner() -> None:
    a_member()
    known = Client().post("/accounts/signup/", {**SIGNUP, "email": "CAMILLE@example.org"})
    new = Client().post("/accounts/signup/", SIGNUP)
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert Person.objects.filter(email="camille@example.org").count() == 1
    assert "already_exists" in OutboxMail.objects.get(email="camille@example.org").key


def test_asking_a_new_password_looks_the_same_for_an_unknown_address() -> None:
    a_member()
    answers = [
        Client().post("/accounts/password/reset/", {"email": e}) for e in ("camille@example.org", "no@example.org")
    ]
    assert answers[0].url == answers[1].url
    keys = set(OutboxMail.objects.values_list("email", "key"))
    assert keys == {
        ("camille@example.org", "account.password_reset_key"), ("no@example.org", "account.unknown_account"),
    }  # fmt: skip


def test_an_address_is_compared_without_case_at_login() -> None:
    a_member()
    answer = Client().post("/accounts/login/", {"login": " Camille@EXAMPLE.org", "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}, None])
def test_a_session_ends_with_its_account_or_its_password(change: dict[str, Any] | None) -> None:
    person, client = a_member(), Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.session[BACKEND_SESSION_KEY] == "directory.backends.AccountBackend"
    assert client.get("/").wsgi_request.user == person
    if change is None:
        person.delete()
    else:
        Person.objects.filter(pk=person.pk).update(**change)
    assert client.get("/").wsgi_request.user.is_anonymous


@pytest.mark.parametrize(("language", "sentence"), [("fr", "ne vont pas ensemble"), ("en", "do not go together")])
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(language: str, sentence: str) -> None:
    a_member()
    for email in ("camille@example.org", "nobody@example.org"):
        typed = {"login": email, "password": "not this one"}
        text = Client().post("/accounts/login/", typed, **in_language(language)).content.decode()
        assert sentence in text
        assert f'value="{email}"' in text


def test_guessing_one_account_is_stopped_while_the_campus_goes_on() -> None:
    a_member()
    a_member("other@example.org")
    for _ in range(10):
        Client().post("/accounts/login/", {"login": "camille@example.org", "password": "no"})
    stopped = Client().post("/accounts/login/", {"login": "camille@example.org", "password": "no"})
    assert "Trop d’essais" in stopped.content.decode()
    assert Client().post("/accounts/login/", {"login": "other@example.org", "password": PASSWORD}).status_code == 302


def test_an_invited_person_who_chooses_a_password_has_a_confirmed_address() -> None:
    from directory.actions.people import password_link

    person = create_person(email="new@example.org", first_name="Nora", last_name="Neuve")
    client = Client()
    path = "/" + password_link(person).split("/", 3)[3]
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD})
    assert EmailAddress.objects.get(user=person).verified
    assert Client().post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD}).status_code == 302
    assert "ne sert plus" in Client().get(path, follow=True).content.decode()


PROFILES = [
    ("a wrong digit", {"orcid": "0000-0002-1825-0098"}, "est faux", "is wrong"),
    ("half an ORCID", {"orcid": "0000-0002"}, "seize caractères", "sixteen characters"),
    ("an unknown zone", {"time_zone": "Mars/Olympus"}, "fuseau horaire est inconnu", "time zone is not known"),
    ("an unknown unit", {"unit": "UMR 0"}, "", ""),
]


@pytest.mark.parametrize(("name", "wrong", "french", "english"), PROFILES, ids=[row[0] for row in PROFILES])
def test_a_wrong_profile_says_why_and_keeps_what_was_typed(
    name: str, wrong: dict[str, str], french: str, english: str
) -> None:
    person = a_member()
    typed = {"first_name": "Camille", "last_name": "Autre", "language": "fr", "time_zone": "Europe/Paris", **wrong}
    for language, sentence in (("fr", french), ("en", english)):
        Person.objects.filter(pk=person.pk).update(language=language)
        response = a_client(person).post("/accounts/profile/", typed)
        text = response.content.decode()
        assert response.status_code == 422
        assert sentence in text
        assert next(iter(wrong.values())) in text
    person.refresh_from_db()
    assert person.last_name == "Ferrand"


def test_an_orcid_is_taken_as_it_is_copied_and_belongs_to_one_account() -> None:
    unit = a_unit()
    typed = {
        "first_name": "Camille", "last_name": "Ferrand", "language": "en", "time_zone": "Asia/Tokyo", "theme": "dark",
        "orcid": "https://orcid.org/0000-0002-1825-0097", "unit": "", "unit-id": str(unit.pk),
    }  # fmt: skip
    person, other = a_member(), a_member("other@example.org")
    assert a_client(person).post("/accounts/profile/", typed).status_code == 302
    person.refresh_from_db()
    assert (person.orcid, person.unit, person.time_zone) == ("0000-0002-1825-0097", unit, "Asia/Tokyo")
    refused = a_client(other).post("/accounts/profile/", {**typed, "orcid": "0000000218250097"})
    assert "Un autre compte porte cet ORCID" in refused.content.decode()


def test_a_unit_chosen_on_the_search_page_is_in_the_profile_s_form() -> None:
    unit = a_unit(code="UMR 4242", name="Laboratoire choisi")
    client = a_client(a_member())
    assert "UMR" not in client.get("/accounts/profile/").content.decode().split("id_unit")[1][:200]
    page = client.get(f"/accounts/profile/?unit={unit.pk}").content.decode()
    assert "Laboratoire choisi" in page
    assert "Laboratoire choisi" not in client.get("/accounts/profile/?unit=999999999").content.decode()


def test_the_personal_data_are_all_in_the_file() -> None:
    person = a_member()
    an_office(person, Role.UNIT_DIRECTOR)
    known = json.loads(a_client(person).get("/accounts/data/file/").content)
    assert known["account"]["email"] == person.email
    assert known["offices"][0]["role"] == "unit-director"
    assert set(known) >= {"account", "acts", "addresses", "external_accounts", "offices", "replacements", "sessions"}


def test_staff_without_a_second_factor_see_nothing_before_setting_it_up(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    staff, director = a_holder(Role.DERCI_OFFICER), a_holder(Role.UNIT_DIRECTOR)
    assert a_client(staff).get("/offices/").url == "/accounts/2fa/"
    assert a_client(staff).get("/accounts/2fa/").status_code == 200
    assert a_client(director).get("/offices/").status_code == 200
    TOTP.activate(staff, generate_totp_secret())
    assert a_client(staff).get("/offices/").status_code == 200


def test_granting_asks_who_is_there_again_where_files_are_real(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    staff = a_holder(Role.ADMINISTRATOR)
    TOTP.activate(staff, generate_totp_secret())
    assert "reauthenticate" in a_client(staff).get("/offices/grant/unit-director/").url


def test_a_second_factor_is_not_readable_in_the_database() -> None:
    person, secret = a_member(), generate_totp_secret()
    authenticator = TOTP.activate(person, secret).instance
    assert secret not in json.dumps(authenticator.data)


def test_the_first_administrator_is_made_once_and_gets_a_link(capsys: Any) -> None:
    call_command("create_administrator", "Chef@Example.org", first_name="Ada", last_name="Chef")
    call_command("create_administrator", "chef@example.org")
    person = Person.objects.get()
    assert standing_of(person).holds_nationally(Role.ADMINISTRATOR)
    assert "/accounts/password/reset/key/" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("create_administrator", "not an address")


def test_a_provider_exists_only_when_it_is_configured_and_is_allowed_by_the_policy() -> None:
    nothing = Environment({})
    assert accounts.providers(nothing) == {}
    env = Environment(
        {
            "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "OIDC_SERVER_URL": "https://sso.example.org/realm",
            "ORCID_CLIENT_ID": "c", "ORCID_CLIENT_SECRET": "d",
        }
    )  # fmt: skip
    found = accounts.providers(env)
    env.check()
    assert accounts.origins(env, found) == ["https://sso.example.org", "https://orcid.org"]
    assert found["openid_connect"]["EMAIL_AUTHENTICATION"] is False


def test_a_page_costs_three_queries_for_who_is_there(django_assert_max_num_queries: Any) -> None:
    client = a_client(a_holder(Role.DERCI_OFFICER))
    client.get("/accounts/inactive/")
    with django_assert_max_num_queries(3):
        client.get("/accounts/inactive/")
