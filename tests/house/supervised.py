"""A small house to supervise: each child writes its process id into a folder and waits. Run as a program."""

from __future__ import annotations

import sys
from pathlib import Path

from cnrs_coop.supervisor import Child, Supervisor

# a child that starts a process of its own, as gunicorn and Celery do
STEADY = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1] + f"/steady-{os.getpid()}", "w").write(str(inner.pid))
try:
    time.sleep(600)
finally:
    inner.kill()
"""
DEAF = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1] + f"/deaf-{os.getpid()}", "w").close()
time.sleep(600)
"""
SHORT = """
import os, sys
open(sys.argv[1] + f"/short-{os.getpid()}", "w").close()
sys.exit(3)
"""
KINDS = {"steady": STEADY, "deaf": DEAF, "short": SHORT}


def main(folder: str, *kinds: str) -> None:
    """Supervise one child of each of `kinds`, saying what happens on standard output."""
    children = [Child(kind, [sys.executable, "-c", KINDS[kind], folder]) for kind in kinds]

    def is_ready() -> bool:
        return any(Path(folder).glob("*-*"))

    def say(text: str) -> None:
        print(text, flush=True)

    Supervisor(children, say, is_ready, lambda: say("ready"), grace=2.0).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
