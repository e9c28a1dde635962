"""The environment, read in one place: every variable of the house is named, typed and explained here.

All problems are collected, so that a person mends them in one go instead of one start at a time.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("demonstration", "production", "test")


class Environment:
    """Reads typed variables and remembers what is missing or wrong until `check()` is called."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None, *, expects: str = "a text") -> str:
        """The variable as text; without it the default, or a problem named `name` when there is none."""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is missing: it should be {expects}.")
            return ""
        return default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.problems.append(f"{name} is {value!r}: it should be one of {', '.join(allowed)}.")
            return default
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "yes" if default else "no").lower()
        if value not in ("yes", "no"):
            self.problems.append(f"{name} is {value!r}: it should be yes or no.")
        return value == "yes"

    def integer(self, name: str, default: int, *, at_least: int = 0, at_most: int = 10**9) -> int:
        value = self.text(name, str(default))
        # ten digits are enough for every number here, and int() refuses thousands of them
        if not (value.isascii() and value.isdigit() and len(value) <= 10 and at_least <= int(value) <= at_most):
            bounds = f"at least {at_least}" if at_most == 10**9 else f"{at_least} to {at_most}"
            self.problems.append(f"{name} is {value!r}: it should be a whole number of {bounds}.")
            return default
        return int(value)

    def url(self, name: str, schemes: tuple[str, ...], default: str | None = None, *, example: str) -> str:
        value = self.text(name, default, expects=f"an address such as {example}")
        if value and not _is_address(value, schemes):
            # the value may hold a password: it is not repeated
            self.problems.append(f"{name} is not understood: it should be an address such as {example}.")
            return ""
        return value

    def secret(self, name: str) -> str:
        """A secret nobody can guess; the value is never repeated."""
        value = self.text(name, expects="a random text of at least 50 characters")
        # the same measure as Django's own deployment check
        if value and (len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure-")):
            self.problems.append(f"{name} is too easy to guess: it should be a random text of at least 50 characters.")
        return value

    def names(self, name: str, default: str | None = None, *, expects: str) -> list[str]:
        value = self.text(name, default, expects=expects)
        return [part.strip() for part in value.split(",") if part.strip()]

    def check(self) -> None:
        """Raise ImproperlyConfigured with one line per problem, if there is any."""
        if self.problems:
            lines = "\n".join(f"  - {problem}" for problem in self.problems)
            raise ImproperlyConfigured(f"The environment is not complete:\n{lines}\nSee docs/operations.md.")


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        # reading the port is what refuses a wrong one
        return parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def kept_secret(path: Path) -> str:
    """A secret key written once under the data folder: the demonstration needs no variable set."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii")
