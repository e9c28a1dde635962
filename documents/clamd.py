"""An antivirus asked over its socket: ClamAV's INSTREAM, as its manual (clamd, Commands) describes it."""

from __future__ import annotations

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

PIECE = 64 * 1024
# seconds for each answer; a first scan loads its signatures
TIMEOUT = 30.0
DEFAULT_PORT = 3310
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The antivirus does not answer, or not what is asked of it: the file waits."""


def has_signature(file: IO[bytes], url: str) -> bool:
    """Whether the antivirus at `url` (unix:///path or tcp://host:port) knows something harmful in `file`."""
    try:
        answer = _asked(file, url)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer.endswith("OK"):
        return False
    if answer.endswith("FOUND"):
        return True
    raise ScannerAway(answer)


def _asked(file: IO[bytes], url: str) -> str:
    with _connected(url) as line:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        return _answer(line)


def _answer(line: socket.socket) -> str:
    said = b""
    while len(said) < LONGEST_ANSWER and (piece := line.recv(LONGEST_ANSWER)):
        said += piece
    return said.rstrip(b"\0\n ").decode("utf-8", "replace")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "localhost", parts.port or DEFAULT_PORT), TIMEOUT)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(TIMEOUT)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line
