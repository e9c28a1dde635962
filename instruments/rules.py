"""An instrument as JSON and back: what a call freezes when it is announced."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from instruments import spec
from instruments.spec import Instrument
from workflow.kept import Kept

if TYPE_CHECKING:
    from instruments.models import CallVersion

# raised when a field changes its meaning; `thaw` then learns to read the older number too
FORMAT = 1
# a few hundred versions exist at most; each weighs some 50 kB once thawed
_thawed: Kept[str, Instrument] = Kept(256)


class UnknownFormat(ValueError):
    """These rules were frozen by a version of the house that this one cannot read."""


def freeze(instrument: Instrument) -> dict[str, Any]:
    """The instrument as JSON values, with the number of the format."""
    return {"format": FORMAT, "instrument": _plain(instrument)}


def thaw(rules: dict[str, Any]) -> Instrument:
    """The instrument that `freeze` was given. Raises UnknownFormat for another format."""
    found = rules.get("format")
    if found != FORMAT:
        raise UnknownFormat(f"These rules are in format {found!r}; this version of the house reads format {FORMAT}.")
    return _built(Instrument, rules["instrument"])


def thawed(version: CallVersion) -> Instrument:
    """The instrument as `version` froze it, thawed once per process: a version of a call never changes.

    Reads the version's rules only when this process has not seen them.
    """
    return _thawed.get_or(version.fingerprint, lambda: thaw(version.rules))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return spec.as_plain(value)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls, vars(spec))


def _built(hint: Any, value: Any) -> Any:
    """`value` (JSON) as the type that `hint` says."""
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        return _built(next(part for part in get_args(hint) if part is not NoneType), value)
    if get_origin(hint) is tuple:
        return tuple(_built(get_args(hint)[0], item) for item in value)
    if isinstance(hint, type) and is_dataclass(hint):
        known = _hints(hint)
        return hint(**{name: _built(known[name], item) for name, item in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
