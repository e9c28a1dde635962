"""`make run` after its installation: the real house on the embedded default, started, killed, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cnrs_coop.demonstration import ACCOUNTS, WORDS
from tests.house.test_supervisor import exists
from tests.services import LONGEST, PATIENCE, free_port, wait_until

ROOT = Path(settings.BASE_DIR)


class Run:
    """One house, as `make run` starts it; `words` is what the terminal shows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {**kept, "DATA_DIR": str(folder / "data"), "PORT": str(self.port)}
        self.terminal = folder / "terminal"
        self.started: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        with self.terminal.open("w") as terminal:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--prepare"], cwd=ROOT, env=self.environment,
                stdout=terminal, stderr=terminal, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        wait_until(lambda: "Ctrl-C stops everything." in self.words or process.poll() is not None, "it runs", LONGEST)
        assert process.poll() is None, self.words
        return process

    def call(self, **variables: str) -> subprocess.CompletedProcess:
        """Start another, which is expected to refuse."""
        return subprocess.run(
            [sys.executable, "manage.py", "serve", "--prepare"], cwd=ROOT, env={**self.environment, **variables},
            capture_output=True, text=True, timeout=LONGEST,
        )  # fmt: skip

    @property
    def words(self) -> str:
        return self.terminal.read_text()

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()


def family(pid: int) -> list[int]:
    """The processes below this one."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(grandchild for child in children for grandchild in family(child))]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    house = Run(tmp_path)
    yield house
    for process in house.started:
        if process.poll() is None:
            process.terminate()
        process.wait(40)


def passphrase_in(words: str) -> str:
    return next(
        line.partition("One passphrase for all:")[2].strip() for line in words.splitlines() if "One pass" in line
    )


def test_a_house_is_started_killed_started_again_and_stopped(run: Run):
    first = run.start()
    assert f"is at http://localhost:{run.port}" in run.words
    assert all(account.email in run.words for account in ACCOUNTS)
    phrase = passphrase_in(run.words)
    assert len(set(phrase.split())) == 7
    assert set(phrase.split()) <= set(WORDS)
    assert "/calls/iea-" in run.page("/calls/")

    # a killed web process is back, and the rest was left alone
    web, worker = (int(pid) for pid in Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split())
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: "The web stopped (killed by SIGKILL)" in run.words, "the death is told")
    wait_until(lambda: answers(run), "the pages are back")
    assert exists(worker)

    # kill -9 of the supervisor: everything goes, and the next start finds everything
    below = family(first.pid)
    assert len(below) >= 4
    first.kill()
    first.wait()
    wait_until(lambda: not any(exists(pid) for pid in below), "no orphan is left")
    second = run.start()
    assert passphrase_in(run.words) == phrase
    assert "Static files" not in run.words

    # others are refused with a sentence
    busy = run.call()
    assert f"Port {run.port} is taken by another program. Choose another" in busy.stderr
    elsewhere = run.call(PORT=str(free_port()))
    assert f"The house already runs on {run.folder / 'data'}." in elsewhere.stderr
    real = run.call(PORT=str(free_port()), MODE="test", DATA_DIR=str(run.folder / "data"))
    assert real.returncode != 0
    assert "Traceback" not in busy.stderr + elsewhere.stderr + real.stderr

    below = family(second.pid)
    second.terminate()
    assert second.wait(40) == 0
    assert run.words.endswith("Everything is stopped.\n")
    assert not any(exists(pid) for pid in below)

    other_mode = run.call(MODE="test")
    assert "This database was made in the mode “demonstration”" in other_mode.stderr
    assert "Traceback" not in other_mode.stderr


def answers(run: Run) -> bool:
    try:
        return run.page("/healthz") == "ok\n"
    except OSError:
        return False


REFUSED = [
    ({"HOST": "192.0.2.1"}, "Nothing can listen at 192.0.2.1:"),
    ({"HOST": "nowhere.invalid"}, "Nothing can listen at nowhere.invalid:"),
]


@pytest.mark.parametrize(("variables", "sentence"), REFUSED)
def test_a_place_where_nothing_can_listen_is_said(run: Run, variables: dict, sentence: str):
    done = run.call(**variables)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_before_anything_is_made(run: Run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()
        done = run.call()
    assert f"Choose another, for example: PORT={run.port + 1} make run" in done.stderr
    assert not (run.folder / "data" / "coopinteer.sqlite3").exists()
