"""Passwords: each cause of refusal has its sentence in both languages, and the hash is the one announced."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from directory.models import Person
from directory.passwords import Argon2idHasher

PERSON = Person(email="helene.carradec@example.org", first_name="Hélène", last_name="Carradec")
REFUSED = [
    ("short", "Ab1-ef", "trop court", "too short"),
    ("one class", "abcdefghijklmnop", "trop simple", "too simple"),
    ("two classes", "abcdefgh12345678", "trop simple", "too simple"),
    ("six words", "un deux trois quatre cinq six", "trop simple", "too simple"),
    ("one word seven times", "chat chat chat chat chat chat chat", "trop simple", "too simple"),
    ("the e-mail", "Helene.Carradec1@example", "ressemble trop", "too much like"),
    ("the most used", "1234567890", "plus répandus", "most used"),
    ("a megabyte", "aB3-" * 250_000, "dépasse 1\u202f000", "longer than 1,000"),
]
ACCEPTED = ["Abcdefghijkl12", "ab cd ef gh ij kl mn", "le-petit-chat-boit-du-lait-frais", "éÀ1" * 5]


@pytest.mark.parametrize(("name", "password", "french", "english"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_weak_password_is_refused_with_its_cause(name: str, password: str, french: str, english: str) -> None:
    for language, sentence in (("fr", french), ("en", english)):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            validate_password(password, PERSON)
        assert sentence in " ".join(refused.value.messages)


@pytest.mark.parametrize("password", ACCEPTED)
def test_a_strong_password_or_a_passphrase_is_accepted(password: str) -> None:
    validate_password(password, PERSON)


def test_the_hash_is_argon2id_at_19_mebibytes() -> None:
    encoded = Argon2idHasher().encode("a passphrase", "some salt of sixteen")
    assert encoded.startswith("argon2$argon2id$")
    assert "m=19456,t=2,p=1" in encoded


@pytest.mark.django_db
def test_an_older_hash_is_upgraded_at_the_next_login(settings: object) -> None:
    from cnrs_coop.settings import accounts

    settings.PASSWORD_HASHERS = accounts.PASSWORD_HASHERS  # type: ignore[attr-defined]
    person = Person.objects.create_user("a@example.org", None, first_name="A", last_name="B")
    person.password = make_password("a passphrase", hasher="pbkdf2_sha256")
    person.save()
    assert person.check_password("a passphrase")
    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$")
    assert check_password("a passphrase", person.password)
