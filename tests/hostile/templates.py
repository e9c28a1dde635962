"""An undefined variable in a template of ours is an error, not an empty string."""

from __future__ import annotations

import sys
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent.parent


class UndefinedVariable(AssertionError):
    """A template reads a variable nobody gave it."""


class Refusal(str):
    """Stands as `string_if_invalid`: Django asks for `% variable`, and we refuse when the template is ours."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        origin = _template_being_rendered()
        if is_ours(origin):
            raise UndefinedVariable(f"{origin}: {variable} is not defined")
        return ""


def is_ours(origin: str) -> bool:
    """Whether the file is one of the project's own templates (not a library's)."""
    path = Path(origin)
    return path.is_relative_to(TEMPLATES) and ".venv" not in path.parts


def _template_being_rendered() -> str:
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "render_annotated":
            return str(frame.f_locals["self"].origin)
        frame = frame.f_back
    return ""
