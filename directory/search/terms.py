"""Ids in rows of the index: 32-bit numbers, best first."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

HEAD = 64
# a beginning shared by more than this many things has a row of its own, with the best of them first
CROWD = 60


def packed(ids: Iterable[int]) -> bytes:
    """The ids as bytes, little-endian whatever the machine."""
    numbers = array("I", ids)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(raw: bytes | memoryview) -> array[int]:
    """The ids of such bytes."""
    numbers = array("I")
    numbers.frombytes(bytes(raw))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def after(term: bytes) -> bytes:
    """The first term, in the order of bytes, that does not begin with `term`."""
    return term[:-1] + bytes([term[-1] + 1])
