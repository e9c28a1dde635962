"""Parts of a subject's page that other modules, or the layers above, show there: each box with its own rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# (request, subject) -> what the template reads, or None when this reader gets nothing
Content = Callable[[Any, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Box:
    """One part of the page: its template reads `box`. In the order registered."""

    slug: str
    template: str
    content: Content


@dataclass(frozen=True)
class Shown:
    """A box with its content, as the page includes it."""

    template: str
    content: dict[str, Any]


@dataclass
class Boxes:
    """The boxes of one kind of page."""

    _boxes: dict[str, Box] = field(default_factory=dict)

    def register(self, box: Box) -> None:
        """Make a box known; the same slug again replaces it."""
        self._boxes[box.slug] = box

    def shown(self, request: Any, subject: Any) -> list[Shown]:
        """The boxes that this reader gets, each by its own rights."""
        found = ((box, box.content(request, subject)) for box in self._boxes.values())
        return [Shown(box.template, content) for box, content in found if content is not None]
