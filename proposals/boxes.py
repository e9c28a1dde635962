"""What the layers above show on the page of a dossier: they register a box, the page asks each for its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from directory.requests import HouseRequest
    from proposals.models import Dossier

# (request, dossier) -> what the template reads, or None when this reader gets nothing
Content = Callable[["HouseRequest", "Dossier"], dict[str, Any] | None]


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


_boxes: dict[str, Box] = {}


def register(box: Box) -> None:
    """Make a box known; the same slug again replaces it."""
    _boxes[box.slug] = box


def boxes_for(request: HouseRequest, dossier: Dossier) -> list[Shown]:
    """The boxes that this reader gets, each by its own rights."""
    found = ((box, box.content(request, dossier)) for box in _boxes.values())
    return [Shown(box.template, content) for box, content in found if content is not None]
