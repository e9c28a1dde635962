"""The instruments of the house: one file each in `definitions/`, found by walking the folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from instruments import definitions
from instruments.spec import Instrument


@cache
def _registered() -> dict[str, Instrument]:
    modules = (
        import_module(f"{definitions.__name__}.{found.name}") for found in pkgutil.iter_modules(definitions.__path__)
    )
    # modules whose name begins with an underscore hold what several definitions share
    found = [module.INSTRUMENT for module in modules if hasattr(module, "INSTRUMENT")]
    return {instrument.slug: instrument for instrument in sorted(found, key=lambda one: one.order)}


def all_instruments() -> tuple[Instrument, ...]:
    """Every instrument, in the order in which pages show them."""
    return tuple(_registered().values())


def instrument(slug: str) -> Instrument:
    """The instrument, or KeyError."""
    return _registered()[slug]


def choices() -> list[tuple[str, str]]:
    """(slug, acronym) of each: given to fields as a callable, so that a new instrument needs no migration."""
    return [(one.slug, one.acronym) for one in all_instruments()]
