"""No test reaches another machine: only loopback and Unix sockets may be connected to."""

from __future__ import annotations

import socket
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")


class NetworkUsed(AssertionError):
    """A test tried to reach another machine."""


class GuardedSocket(socket.socket):
    """A socket that refuses to connect anywhere but here."""

    def connect(self, address: Any) -> None:
        _refuse_far(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _refuse_far(address)
        return super().connect_ex(address)


def _refuse_far(address: Any) -> None:
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise NetworkUsed(f"a test tried to reach {address[0]}")


def forbid() -> None:
    """Put the guard in the place of every socket made from now on."""
    socket.socket = GuardedSocket  # type: ignore[misc]
