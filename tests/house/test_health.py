"""What probes read, and what people read, when something below does not answer."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
import structlog
from django.db import InterfaceError, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory

from cnrs_coop import views
from cnrs_coop.cache import PatientRedisCache
from cnrs_coop.settings.logs import logging_settings
from directory.actions.installation import WrongMode, check_mode, stamp_mode
from directory.models import Installation
from tests.factories import a_person

# nobody listens on this port
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def prober() -> Client:
    """A probe: no host name of ours, no TLS."""
    return Client(headers={"host": "10.0.0.7:8000"})


def test_the_process_is_alive_whatever_the_database_does(prober: Client):
    # no database mark: a query would fail the test
    answer = prober.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "Set-Cookie" not in answer.headers


def test_probes_are_answered_in_production_without_host_name_nor_tls(prober: Client, settings: Any):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["coopinteer.example.org"]
    assert prober.get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.both
def test_ready_when_the_database_has_the_tables_of_this_version(prober: Client):
    answer = prober.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_not_applied(prober: Client):
    MigrationRecorder.Migration.objects.filter(app="directory").latest("name").delete()
    answer = prober.get("/readyz")
    assert answer.status_code == 503
    assert "to apply: run manage.py prepare" in answer.json()["migrations"]


@pytest.mark.django_db
def test_not_ready_in_another_mode_than_the_one_of_the_database(prober: Client):
    stamp_mode("demonstration")
    answer = prober.get("/readyz")
    assert answer.status_code == 503
    assert "made in the mode “demonstration”" in answer.json()["migrations"]


def test_not_ready_while_the_database_is_away(prober: Client, away: None):
    answer = prober.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_ready_and_said_while_the_broker_is_away(prober: Client, settings: Any):
    settings.REDIS_URL = NOWHERE
    answer = prober.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "does not answer: pages are served, mails and PDF files wait"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database does not answer."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError('connection to server failed: password "secret"')

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    monkeypatch.setattr(connections["default"], "ensure_connection", refuse)


@pytest.mark.parametrize(("method", "path"), [("get", "/"), ("get", "/calls/"), ("post", "/accounts/login/")])
def test_people_read_a_clear_page_while_the_database_is_away(away: None, method: str, path: str):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    answer = getattr(client, method)(path, {"login": "a@example.org", "password": "b"})
    assert answer.status_code == 503, answer.content[:300]
    assert answer.headers["Retry-After"] == "30"
    text = answer.content.decode()
    assert "La base de données ne répond pas" in text
    assert "The database does not answer" in text
    assert "secret" not in text


@pytest.mark.parametrize("error", [OperationalError("x"), InterfaceError("x")])
def test_any_way_the_database_goes_is_the_same_page(error: Exception):
    try:
        raise error
    except type(error):
        answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 503


def test_another_error_is_not_taken_for_the_database():
    try:
        raise ValueError("x")
    except ValueError:
        answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500


def test_a_cache_that_is_away_is_an_empty_cache():
    cache = PatientRedisCache(NOWHERE, {})
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", 3) == 3
    assert cache.add("a", 1) is True
    assert cache.get_many(["a"]) == {}
    assert cache.delete("a") is False
    assert cache.touch("a") is False


@pytest.mark.django_db
def test_people_log_in_while_redis_is_away(settings: Any):
    settings.CACHES = {"default": {"BACKEND": "cnrs_coop.cache.PatientRedisCache", "LOCATION": NOWHERE}}
    person = a_person()
    person.set_password("abeille amande ancre arbre atlas aube balise")
    person.save()
    data = {"login": person.email, "password": "abeille amande ancre arbre atlas aube balise"}
    answer = Client().post("/accounts/login/", data)
    assert answer.status_code == 302


@pytest.mark.django_db
@pytest.mark.both
def test_a_database_keeps_the_mode_it_was_made_in():
    stamp_mode("demonstration")
    stamp_mode("demonstration")
    check_mode("demonstration")
    with pytest.raises(WrongMode, match="Set MODE=demonstration, or give another DATABASE_URL or DATA_DIR"):
        stamp_mode("production")
    with pytest.raises(WrongMode):
        check_mode("production")
    assert Installation.objects.get().mode == "demonstration"


@pytest.mark.django_db
def test_production_refuses_the_accounts_of_the_demonstration_even_without_a_stamp():
    a_person(email="derci@demo.example")
    for check in (check_mode, stamp_mode):
        with pytest.raises(WrongMode, match="whose passphrase is shared"):
            check("production")
    assert not Installation.objects.exists()


@pytest.mark.parametrize(("given", "kept"), [("abc-12345", True), ("a\nb", False), ("x" * 65, False), ("", False)])
def test_each_answer_carries_the_id_its_log_lines_carry(given: str, kept: bool):
    answer = Client(headers={"X-Request-ID": given} if given else {}).get("/nowhere-at-all.txt/")
    found = answer.headers["X-Request-ID"]
    assert (found == given) is kept
    assert len(found) >= 8


def _logged(*, is_json: bool) -> str:
    """What is written of an error that happens while somebody's words are at hand."""
    handler_settings = logging_settings(is_json=is_json, level="WARNING")
    formatter_settings = dict(handler_settings["formatters"]["house"])
    formatter = formatter_settings.pop("()")(**formatter_settings)
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        try:
            typed = "".join(["what somebody ", "typed"])
            raise ValueError("two\nlines")
        except ValueError:
            record = logging.LogRecord("x", logging.ERROR, "", 1, "failed %s", ("é",), sys.exc_info())
            assert typed
            return str(formatter.format(record))


@pytest.mark.parametrize("is_json", [True, False], ids=["production", "elsewhere"])
def test_an_error_is_logged_without_what_people_typed(is_json: bool):
    line = _logged(is_json=is_json)
    assert "ValueError" in line
    assert "lines" in line
    assert "what somebody typed" not in line


def test_logs_of_production_are_one_json_object_a_line():
    line = _logged(is_json=True)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["event"], found["level"], found["request_id"]) == ("failed é", "error", "abc")
    assert "two" in found["exception"]
