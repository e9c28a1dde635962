"""A progress bar for commands: redrawn in place on a terminal, one line per step elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WIDTH = 30


class Bar:
    """Shows how far each step of a command is."""

    def __init__(self, out: Any, steps: Mapping[str, str]) -> None:
        self._out = out
        self._steps = steps
        self._is_terminal = bool(getattr(out, "isatty", lambda: False)())
        self._shown: tuple[str, int] = ("", -1)

    def show(self, step: str, done: float) -> None:
        """Tell that `step` is done to this share, between 0 and 1."""
        percent = int(done * 100)
        if (step, percent) == self._shown:
            return
        if self._is_terminal:
            filled = WIDTH * percent // 100
            bar = "█" * filled + "░" * (WIDTH - filled)
            self._out.write(f"\r{self._steps[step]:<14} {bar} {percent:>3} %", ending="")
        elif step != self._shown[0]:
            self._out.write(f"{self._steps[step]}…")
        self._shown = (step, percent)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._is_terminal and self._shown[0]:
            self._out.write("")
