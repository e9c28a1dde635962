"""`make check`: every check that needs no running house, two at a time, each with its seconds; fails if any fails.

Usage: check.py [name …] (all without a name)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
BIN = HOUSE / ".venv" / "bin"
PYTHON = str(BIN / "python")
# values of the right form, none of them real: what a production of tomorrow would set
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "check-only-" + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "coopinteer.example.org",
    "SITE_URL": "https://coopinteer.example.org",
    "DATABASE_URL": "postgres://user:password@database.example.org/coopinteer",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp://mail.example.org:587",
}


@dataclass(frozen=True)
class Check:
    """A command that must exit with 0."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=lambda: {"MODE": "test"})


CHECKS = [
    Check("types", [str(BIN / "mypy"), "--no-error-summary", "."]),
    Check("templates", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
    Check("lint", [str(BIN / "ruff"), "check", "."]),
    Check("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Check("layers", [str(BIN / "lint-imports"), "--no-logo"]),
    Check("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("translations", [PYTHON, "-m", "scripts.check_translations"]),
    Check("production", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    Check("colours", [PYTHON, "scripts/check_tokens.py", "static/css/tokens.css"]),
    Check("life cycles", [PYTHON, "manage.py", "lifecycles", "--check"]),
]


def run(check: Check) -> tuple[Check, float, subprocess.CompletedProcess[str]]:
    """Run one check; its output is kept to be shown if it fails."""
    started = time.monotonic()
    with TemporaryDirectory(prefix="coopinteer-check-") as folder:
        done = subprocess.run(
            check.command,
            cwd=HOUSE,
            env={**os.environ, "DATA_DIR": folder, **check.environment},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return check, time.monotonic() - started, done


def main(names: list[str]) -> int:
    wanted = [check for check in CHECKS if not names or check.name in names]
    failed = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for check, seconds, done in pool.map(run, wanted):
            word = "ok" if done.returncode == 0 else "FAILED"
            print(f"{check.name:14} {seconds:5.1f} s  {word}", flush=True)
            if done.returncode:
                failed.append(check.name)
                print(done.stdout)
    print(f"{len(wanted) - len(failed)} checks passed, {len(failed)} failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
