"""The environment at start: each missing or wrong variable is named with what it should be, all in one go."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cnrs_coop.settings.env import Environment
from cnrs_coop.settings.mail import mail_settings
from tests.services import LONGEST

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "k3Yp0q" * 12,
    "ALLOWED_HOSTS": "coopinteer.example.org",
    "SITE_URL": "https://coopinteer.example.org",
    "DATABASE_URL": "postgres://house:secret@127.0.0.1:1/house",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://house:secret@mail.example.org:587",
}


def start(folder: Path, *command: str, **variables: str | None) -> subprocess.CompletedProcess:
    """Run manage.py with these variables alone (None: absent)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {name: value for name, value in variables.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST,
        env={**kept, "DATA_DIR": str(folder), **given},
    )  # fmt: skip


# what is wrong → the sentence
WRONG = [
    ({"MODE": "demo"}, "MODE is 'demo': it should be one of demonstration, production, test."),
    ({"PORT": "eighty"}, "PORT is 'eighty': it should be a whole number of 1 to 65535."),
    ({"PORT": "70000"}, "PORT is '70000': it should be a whole number of 1 to 65535."),
    ({"PORT": "-1"}, "PORT is '-1': it should be a whole number of 1 to 65535."),
    ({"PORT": "٨٠"}, "PORT is '٨٠': it should be a whole number of 1 to 65535."),
    ({"WEB_WORKERS": "0"}, "WEB_WORKERS is '0': it should be a whole number of at least 1."),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud': it should be one of DEBUG, INFO, WARNING, ERROR."),
    ({"SITE_URL": "coopinteer"}, "SITE_URL is not understood: it should be an address such as http"),
    ({"DATABASE_URL": "mysql://u:pw@h/n"}, "DATABASE_URL is not understood: it should be an address such as postgres:"),
    ({"DATABASE_URL": "postgres://u:pw@h:port/n"}, "DATABASE_URL is not understood: it should be an address such as"),
    ({"REDIS_URL": "memcached://h"}, "REDIS_URL is not understood: it should be an address such as redis://"),
    ({"EMAIL_URL": "imap://h"}, "EMAIL_URL is not understood: it should be an address such as smtp://"),
    ({"EMAIL_URL": "smtp://u:pw@h:port"}, "EMAIL_URL is not understood: it should be an address such as smtp://"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL is not understood: it should be an address such as smtp://"),
]


@pytest.mark.parametrize(("variables", "sentence"), WRONG, ids=[str(variables) for variables, _ in WRONG])
def test_a_wrong_variable_is_named_with_what_it_should_be(tmp_path: Path, variables: dict, sentence: str):
    done = start(tmp_path, "check", **variables)
    assert done.returncode != 0
    assert f"  - {sentence}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "pw" not in done.stderr, "a password is shown"


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"MODE"}))
def test_a_variable_missing_in_production_is_named(tmp_path: Path, name: str):
    done = start(tmp_path, "check", **{**PRODUCTION, name: None})
    assert done.returncode != 0
    assert f"  - {name} is missing: it should be " in done.stderr


def test_everything_missing_is_said_in_one_go(tmp_path: Path):
    done = start(tmp_path, "check", MODE="production")
    named = re.findall(r"^  - (\w+) is missing", done.stderr, re.MULTILINE)
    assert set(named) == PRODUCTION.keys() - {"MODE"}


@pytest.mark.parametrize("key", ["short", "a" * 80, "django-insecure-" + "k3Yp0q" * 12])
def test_a_secret_key_that_can_be_guessed_is_refused_in_production(tmp_path: Path, key: str):
    done = start(tmp_path, "check", **{**PRODUCTION, "SECRET_KEY": key})
    assert done.returncode != 0
    assert "  - SECRET_KEY is too easy to guess: it should be a random text of at least 50 characters." in done.stderr
    assert key not in done.stderr


def test_the_settings_of_production_raise_no_warning_of_django(tmp_path: Path):
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_nothing_needs_to_be_set_to_try_the_house(tmp_path: Path):
    assert start(tmp_path, "check").returncode == 0


def test_the_data_folder_is_closed_to_others(tmp_path: Path):
    start(tmp_path / "data", "check")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0


MAILS = [
    ("smtp://mail.example.org", ("mail.example.org", 587, True, False)),
    ("smtp://mail.example.org:25?starttls=no", ("mail.example.org", 25, False, False)),
    ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, False, False)),
    ("smtps://mail.example.org", ("mail.example.org", 465, False, True)),
]


@pytest.mark.parametrize(("url", "expected"), MAILS)
def test_the_mail_server_is_read_from_one_address(url: str, expected: tuple):
    env = Environment({})
    found = mail_settings(env, url)
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert (*(found[name] for name in names),) == expected
    env.check()


def test_several_problems_are_said_together():
    env = Environment({"A": "x", "B": "maybe"})
    env.integer("A", 1)
    env.flag("B")
    env.text("C")
    with pytest.raises(ImproperlyConfigured) as raised:
        env.check()
    assert str(raised.value).count("  - ") == 3


def test_every_variable_read_is_in_the_table_of_operations_and_no_other():
    assert variables_of_the_page() == variables_of_the_code()


def variables_of_the_code() -> set[str]:
    """The first argument of every `env.<kind>("NAME", …)` in the settings."""
    return {
        node.args[0].value
        for path in (ROOT / "cnrs_coop" / "settings").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def variables_of_the_page() -> set[str]:
    text = (ROOT / "docs" / "operations.md").read_text()
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
