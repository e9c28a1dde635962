"""Keeps the processes of the house alive: restarts one that dies, stops all together, leaves no orphan."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# seconds before a dead child is started again: doubled each time it dies young
FIRST_WAIT, LONGEST_WAIT, YOUNG = 0.5, 30.0, 20.0
# seconds a child has to finish what it does before it is killed: what a task leaves undone is done again
GRACE = 12.0
TICK = 0.1


@dataclass
class Child:
    """One process and how it has fared."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = 0.0
    again_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the supervisor alone, which stops the others."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command, preexec_fn=lambda: _die_with(parent), start_new_session=True, stdin=subprocess.DEVNULL
        )
        self.started_at = time.monotonic()

    def plan_restart(self, now: float) -> None:
        """Choose when it starts again: later and later while it dies young."""
        lived = now - self.started_at
        self.wait = min(self.wait * 2, LONGEST_WAIT) if self.wait and lived < YOUNG else FIRST_WAIT
        self.again_at = now + self.wait

    def kill_what_is_left(self) -> None:
        """Kill its session: itself, and what it started and did not stop."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        code = self.process.returncode if self.process else 0
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


@dataclass
class Supervisor:
    """Runs `children` until it is asked to stop; tells `say` what happens, and calls `on_ready` once `is_ready`."""

    children: list[Child]
    say: Callable[[str], None]
    is_ready: Callable[[], bool]
    on_ready: Callable[[], None]
    grace: float = GRACE
    is_stopping: bool = False
    _was_ready: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start all, watch, stop all on SIGTERM, Ctrl-C or a closed terminal. Returns when every child is gone."""
        for number in STOPPING:
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self.children:
                child.start()
            while not self.is_stopping:
                self._watch()
                time.sleep(TICK)
        finally:
            self._stop_all()

    def _watch(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.is_alive:
                continue
            if not child.again_at:
                child.kill_what_is_left()
                child.plan_restart(now)
                self.say(f"The {child.name} stopped ({child.ending}); it starts again in {child.wait:g} s.")
            elif now >= child.again_at:
                child.again_at = 0.0
                child.start()
        if not self._was_ready and self.is_ready():
            self._was_ready = True
            self.on_ready()

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.is_stopping = True

    def _stop_all(self) -> None:
        self.say("Stopping.")
        for child in self.children:
            if child.is_alive and child.process:
                child.process.terminate()
        deadline = time.monotonic() + self.grace
        while any(child.is_alive for child in self.children) and time.monotonic() < deadline:
            time.sleep(TICK)
        for child in self.children:
            child.kill_what_is_left()
        self.say("Everything is stopped.")


def _die_with(parent: int) -> None:
    """In the child: the kernel sends SIGTERM when the supervisor is gone, even by kill -9."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was gone before we asked
        os.kill(os.getpid(), signal.SIGTERM)
