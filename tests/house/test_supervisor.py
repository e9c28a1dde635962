"""The supervisor: restarts a dead child, stops all, leaves no orphan whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnrs_coop import supervisor
from cnrs_coop.supervisor import Child
from tests.services import wait_until

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., subprocess.Popen]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a supervisor over children of the given kinds; what is left of it is killed after the test."""
    started: list[subprocess.Popen] = []

    def begin(*kinds: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.house.supervised", str(tmp_path), *kinds]
        # a file, not a pipe: orphans, if there were any, would hold a pipe open
        with (tmp_path / "words").open("w") as words:
            process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait(10)
    for pid in children_of(tmp_path):
        if exists(pid):
            os.kill(pid, signal.SIGKILL)


def exists(pid: int) -> bool:
    """Whether this process runs (one that is dead and not yet collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def children_of(folder: Path, kind: str = "") -> list[int]:
    """The process ids the children wrote, oldest first."""
    files = sorted(folder.glob(f"{kind}*-*"), key=lambda path: path.stat().st_mtime_ns)
    return [int(path.name.rpartition("-")[2]) for path in files]


def grandchild_of(folder: Path, pid: int) -> int:
    wait_until(lambda: (folder / f"steady-{pid}").read_text() != "", "the child wrote which process it started")
    return int((folder / f"steady-{pid}").read_text())


def test_a_dead_child_is_started_again_and_it_is_said(start: Start, tmp_path: Path):
    process = start("steady", "deaf")
    wait_until(lambda: len(children_of(tmp_path)) == 2, "both children run")
    (first,), (other,) = children_of(tmp_path, "steady"), children_of(tmp_path, "deaf")
    inner = grandchild_of(tmp_path, first)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(children_of(tmp_path, "steady")) == 2, "the dead child runs again")
    assert not exists(inner), "what the dead child had started is still there"
    assert exists(other)
    process.kill()
    output = (tmp_path / "words").read_text()
    assert "The steady stopped (killed by SIGKILL); it starts again in 0.5 s." in output
    assert "ready\n" in output


def test_a_child_that_dies_young_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch):
    child = Child("x", [])
    waits = []
    for _ in range(8):
        child.started_at = 100.0
        child.plan_restart(101.0)
        waits.append(child.wait)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30]
    child.plan_restart(100.0 + supervisor.YOUNG)
    assert child.wait == 0.5


def test_a_child_that_always_fails_does_not_stop_the_others(start: Start, tmp_path: Path):
    process = start("short", "steady")
    wait_until(lambda: len(children_of(tmp_path, "short")) == 2, "the failing child was tried again")
    assert process.poll() is None
    assert all(exists(pid) for pid in children_of(tmp_path, "steady"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stopping_stops_everything_and_says_so(start: Start, tmp_path: Path, how: signal.Signals):
    process = start("steady")
    wait_until(lambda: len(children_of(tmp_path)) == 1, "the child runs")
    (child,) = children_of(tmp_path)
    inner = grandchild_of(tmp_path, child)
    process.send_signal(how)
    assert process.wait(30) == 0
    assert (tmp_path / "words").read_text().endswith("Everything is stopped.\n")
    assert not exists(child)
    assert not exists(inner)


def test_a_child_that_will_not_stop_is_killed(start: Start, tmp_path: Path):
    process = start("deaf")
    wait_until(lambda: len(children_of(tmp_path)) == 1, "the child runs")
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert not exists(children_of(tmp_path)[0])


def test_kill_9_of_the_supervisor_leaves_no_orphan(start: Start, tmp_path: Path):
    process = start("steady")
    wait_until(lambda: len(children_of(tmp_path)) == 1, "the child runs")
    (child,) = children_of(tmp_path)
    process.kill()
    wait_until(lambda: not exists(child), "the child went with its supervisor")
