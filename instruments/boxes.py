"""What the layers above show on the page of a centre: they register a box, the page asks each for its content."""

from workflow.boxes import Box, Boxes

__all__ = ["Box", "boxes_for", "register"]

_boxes = Boxes()
register = _boxes.register
boxes_for = _boxes.shown
