"""What the process that opens a stranger's file gives up first: memory, time, the disk, the network, other programs.

Standard library alone. Limits hold on every Unix; the closed door to the network and to other programs is Linux's
(seccomp), on the two kinds of processor that servers have. Elsewhere the limits stand alone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct

# bytes of address space, seconds of processor
MEMORY = 768 * 1024 * 1024
SECONDS = 20

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050000 | 1
# calls of a second numbering that reach the same doors
SECOND_NUMBERING = 0x40000000
# processor → its mark, and the numbers of: socket, execve, execveat, ptrace, and (where it has them) fork, vfork
DOORS = {
    "x86_64": (0xC000003E, (41, 59, 322, 101, 57, 58)),
    "aarch64": (0xC00000B7, (198, 221, 281, 117)),
}


def confine() -> None:
    """Give it all up, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # at the first the process is told, at the second it is killed
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    close_doors()


def close_doors() -> bool:
    """No socket and no other program from here on. False where the system cannot promise it."""
    found = DOORS.get(os.uname().machine)
    if os.uname().sysname != "Linux" or found is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rules = _rules(*found)
    kept = ctypes.create_string_buffer(b"".join(rules))
    # struct sock_fprog: how many rules, where they are
    program = struct.pack("@HP", len(rules), ctypes.addressof(kept))
    return libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.prctl(SET_SECCOMP, FILTER, program, 0, 0) == 0


def _rules(mark: int, doors: tuple[int, ...]) -> list[bytes]:
    """The filter as Linux reads it: struct sock_filter (code, jump if true, jump if false, value), one per line."""
    last = len(doors) + 5
    rules = [(LOAD, 0, 0, 4), (EQUAL, 0, last - 3, mark), (LOAD, 0, 0, 0), (AT_LEAST, last - 4, 0, SECOND_NUMBERING)]
    rules += [(EQUAL, last - 1 - line, 0, door) for line, door in enumerate(doors, start=4)]
    rules += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, DENY)]
    return [struct.pack("=HBBI", *rule) for rule in rules]
