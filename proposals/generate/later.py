"""What the layers above add to invented dossiers: each registers the function that writes its part, by its dotted path.

A path, so that nothing of the generator is loaded before the command runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, cast

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from proposals.generate.world import World

Write = Callable[["World", Random], Iterator[str]]
_PATHS: list[str] = []


def register(path: str) -> None:
    """`path`: a function of the world and the dice that writes, and yields a line when a part is written."""
    if path not in _PATHS:
        _PATHS.append(path)


def write_the_rest(world: World, rng: Random) -> Iterator[str]:
    """Everything registered, in the order of the layers."""
    for path in _PATHS:
        yield from cast(Write, import_string(path))(world, rng)
