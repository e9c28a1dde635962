"""EMAIL_URL becomes Django's settings, or a sentence that says what it should be."""

from __future__ import annotations

import pytest

from cnrs_coop.settings.env import Environment
from cnrs_coop.settings.mail import mail_settings


@pytest.mark.parametrize(
    ("url", "host", "port", "starts_tls", "is_tls"),
    [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, False, False),
        ("smtp://localhost", "localhost", 25, False, False),
        ("smtp://mail.example.org", "mail.example.org", 587, True, False),
        ("smtp://mail.example.org?starttls=no", "mail.example.org", 25, False, False),
        ("smtps://mail.example.org", "mail.example.org", 465, False, True),
    ],
)
def test_an_address_says_how_to_reach_the_server(
    url: str, host: str, port: int, starts_tls: bool, is_tls: bool
) -> None:
    found = mail_settings(Environment({}), url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starts_tls, is_tls)


def test_a_password_with_signs_is_read_as_written() -> None:
    found = mail_settings(Environment({}), "smtp://user%40cnrs:p%3A%2Fss@mail.example.org:587")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("user@cnrs", "p:/ss")


def test_without_an_address_mails_are_kept_as_files() -> None:
    found = mail_settings(Environment({}), "")
    assert found == {"EMAIL_BACKEND": "notifications.folder.FolderBackend"}


@pytest.mark.parametrize("url", ["smtp://host:many", "smtp://", "smtp://host?starttls=perhaps", "smtp://host:70000"])
def test_a_wrong_address_is_named_without_its_password(url: str) -> None:
    env = Environment({})
    mail_settings(env, url)
    assert len(env.problems) == 1
    assert env.problems[0].startswith("EMAIL_URL is not understood")
