"""`python -m benchmarks.peak command …`: a command of manage.py, then the most memory it has held, as its last line.

A process tells its own peak, that of its memory map: `ru_maxrss` would begin at what the process that starts it holds.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path


def peak() -> float:
    """The most memory this process has held since it was started, in MiB (Linux)."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if told is None:
        raise OSError("/proc/self/status tells no peak of memory")
    return int(told[1]) / 1024


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *sys.argv[1:]])
    print(peak())
