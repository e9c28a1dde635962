"""docker-compose.yml without Docker: each service's command as a process against real PostgreSQL, Redis and SMTP."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from django.conf import settings

from tests.harness.mailbox import Mailbox
from tests.notifications.house import new_postgresql
from tests.services import LONGEST, free_port, wait_until

ROOT = Path(settings.BASE_DIR)
FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DEFAULT = re.compile(r"\$\{(\w+):-([^}]*)\}")


class Containers:
    """Our services as processes: their commands and variables, on other hosts and ports."""

    def __init__(self, folder: Path, replaced: dict[str, str]) -> None:
        self.folder, self.replaced = folder, replaced
        self.running: dict[str, subprocess.Popen] = {}

    def environment(self, name: str) -> dict[str, str]:
        """The service's variables, its own defaults for those that are not set, then what this machine replaces."""
        given = {key: DEFAULT.sub(r"\2", value) for key, value in OURS[name]["environment"].items()}
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        unknown = self.replaced.keys() - given.keys() - {"DATA_DIR"}
        assert not unknown, f"{name} is not given {unknown}"
        return {**kept, **given, **self.replaced}

    def call(self, name: str, command: list[str]) -> subprocess.CompletedProcess:
        """Run a command in the service to its end."""
        return subprocess.run(
            here(command), cwd=ROOT, env=self.environment(name), capture_output=True, text=True, timeout=LONGEST
        )

    def up(self, name: str) -> None:
        """Start the service's own command."""
        with (self.folder / f"{name}.log").open("w") as log:
            self.running[name] = subprocess.Popen(
                here(OURS[name]["command"]), cwd=ROOT, env=self.environment(name), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def is_healthy(self, name: str) -> bool:
        """Whether the service's own health check is content."""
        assert self.running[name].poll() is None, (self.folder / f"{name}.log").read_text()
        test = OURS[name]["healthcheck"]["test"]
        assert test[0] == "CMD"
        return self.call(name, test[1:]).returncode == 0

    def down(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def here(command: list[str]) -> list[str]:
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


@pytest.fixture(scope="module")
def mails() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, mails: Mailbox) -> Iterator[Containers]:
    """Prepared, as every other service waits for."""
    folder = tmp_path_factory.mktemp("compose")
    redis = re.sub(r"/\d+$", "/7", os.environ["REDIS_URL"])
    replaced = {
        "DATABASE_URL": new_postgresql("compose"), "REDIS_URL": redis, "PORT": str(free_port()), "HOST": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}", "DATA_DIR": str(folder / "data"),
    }  # fmt: skip
    containers = Containers(folder, replaced)
    prepared = containers.call("prepare", OURS["prepare"]["command"])
    assert prepared.returncode == 0, prepared.stderr
    yield containers
    containers.down()


def test_the_file_has_every_process_of_the_house():
    assert {"postgres", "redis", "mail", "web", "worker", "beat"} <= SERVICES.keys()
    assert OURS.keys() == {"prepare", "web", "worker", "beat"}


def test_only_what_people_open_is_published_and_only_on_this_machine():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000", "127.0.0.1:8025:8025"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_process_waits_for_the_preparation_which_waits_for_the_servers(name: str):
    assert OURS[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert {server: wait["condition"] for server, wait in OURS["prepare"]["depends_on"].items()} == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }


def test_every_variable_given_is_one_the_house_reads():
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE))
    assert set(OURS["web"]["environment"]) <= known


def test_the_image_runs_as_somebody_without_rights_and_builds_its_driver():
    text = (ROOT / "Dockerfile").read_text()
    final = text[text.rindex("\nFROM ") :]
    assert "\nUSER house\n" in final
    assert "HEALTHCHECK" in final
    assert "gcc" not in final
    assert "--no-binary psycopg2 -r /tmp/production.txt" in text
    lock = (ROOT / "requirements" / "production.txt").read_text()
    assert re.search(r"^psycopg2==", lock, re.MULTILINE)
    assert "psycopg2-binary" not in lock


@pytest.mark.django_db
def test_all_services_run_and_a_mail_goes_from_one_end_to_the_other(house: Containers, mails: Mailbox):
    for name in ("web", "worker", "beat"):
        house.up(name)
    for name in ("web", "worker"):
        wait_until(lambda name=name: house.is_healthy(name), f"{name} is healthy", seconds=LONGEST)
    # the row alone: nothing wakes the worker but the scheduler
    code = (
        "import os, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'cnrs_coop.settings'\n"
        "django.setup()\n"
        "from notifications.models import OutboxMail\n"
        "OutboxMail.objects.create(key='test', event='compose', email='somebody@example.org', language='fr',"
        " subject_line='Bonjour', text='…')\n"
    )
    posted = house.call("web", ["python", "-c", code])
    assert posted.returncode == 0, posted.stderr
    assert mails.wait_for("somebody@example.org")["Subject"] == "Bonjour"


@pytest.mark.django_db
def test_a_database_that_goes_away_and_returns_is_a_clear_page_and_nothing_more(house: Containers):
    web = f"http://127.0.0.1:{house.replaced['PORT']}"
    assert "web" in house.running, "the test above starts it"
    assert status(f"{web}/calls/")[0] == 200
    server = psycopg2.connect(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
    server.autocommit = True
    name = urlsplit(house.replaced["DATABASE_URL"]).path[1:]
    with contextlib.closing(server), server.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            code, page = status(f"{web}/calls/")
            assert (code, "La base de données ne répond pas" in page) == (503, True)
            assert status(f"{web}/readyz")[0] == 503
            assert status(f"{web}/healthz")[0] == 200
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert status(f"{web}/readyz")[0] == 200
    assert status(f"{web}/calls/")[0] == 200
    for process in ("web", "worker", "beat"):
        assert house.running[process].poll() is None, f"{process} died with the database"


def status(address: str) -> tuple[int, str]:
    """The status and the text of a page."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.django_db
def test_a_second_preparation_changes_nothing_and_says_the_accounts(house: Containers):
    assert house.call("prepare", OURS["prepare"]["command"]).returncode == 0
    said = house.call("web", ["python", "manage.py", "demo"]).stdout
    assert "derci@demo.example" in said
    assert "One passphrase for all:" in said


@pytest.mark.django_db
def test_the_demonstrations_database_refuses_production(house: Containers):
    real = {
        "MODE": "production", "SECRET_KEY": "k3Yp0q" * 12, "ALLOWED_HOSTS": "x.example.org",
        "SITE_URL": "https://x.example.org", "PORT": str(free_port()),
    }  # fmt: skip
    production = Containers(house.folder, {**house.replaced, **real})
    for command in (["prepare"], ["serve", "web"], ["serve"]):
        done = production.call("web", ["python", "manage.py", *command])
        assert done.returncode != 0
        assert "whose passphrase is shared" in done.stderr
        assert "Traceback" not in done.stderr
    assert "exists only with MODE=demonstration" in production.call("web", ["python", "manage.py", "demo"]).stderr
