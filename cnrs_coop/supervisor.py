"""Keeps the processes of the house alive: restarts one that dies, stops all together, leaves no orphan."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
# seconds before a dead child is started again: doubled each time it dies young
FIRST_WAIT, LONGEST_WAIT, YOUNG = 0.5, 30.0, 20.0
GRACE = 12.0


def _die_with_parent() -> None:
    """In the child: the kernel sends SIGTERM when the supervisor is gone, even by kill -9."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process and how it has fared."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        # a session of its own: Ctrl-C reaches the supervisor alone, which stops the others in order
        self.process = subprocess.Popen(  # noqa: S603 (our own commands)
            self.command, env=dict(environment), preexec_fn=_die_with_parent, start_new_session=True
        )
        self.started_at = time.monotonic()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Runs `children` until it is asked to stop."""

    children: list[Child]
    say: Callable[[str], None]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    is_stopping: bool = False

    def run(self) -> None:
        """Start all, watch, stop all on SIGTERM or SIGINT. Returns when every child is gone."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start(self.environment)
        while not self.is_stopping:
            self._watch()
            time.sleep(0.2)
        self._stop_all()

    def _watch(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.is_alive:
                continue
            if not child.again_at:
                self._plan_restart(child, now)
            elif now >= child.again_at:
                child.again_at = 0.0
                child.start(self.environment)

    def _plan_restart(self, child: Child, now: float) -> None:
        lived = now - child.started_at
        child.wait = min(child.wait * 2, LONGEST_WAIT) if lived < YOUNG else FIRST_WAIT
        child.again_at = now + child.wait
        code = child.process.returncode if child.process else None
        self.say(f"{child.name} stopped (code {code}); it starts again in {child.wait:.1f} s.")

    def _stop(self, number: int, frame: object) -> None:
        self.is_stopping = True

    def _stop_all(self) -> None:
        for child in self.children:
            if child.is_alive and child.process:
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.say("Everything is stopped.")


def python(*arguments: str) -> list[str]:
    """A command of this very Python."""
    return [sys.executable, *arguments]
