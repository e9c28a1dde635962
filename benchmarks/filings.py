"""Filings per second through the real web server, at eight clients; what each costs the processors, and whom."""

from __future__ import annotations

import json
import os
import resource
import socket
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from benchmarks.closing_night import PREPARE, TOKEN
from benchmarks.night_chaos import answers, bound
from benchmarks.table import Row
from tests.notifications.house import House
from tests.services import free_port, start_postgresql, wait_until

CLIENTS, WARM, FILED = 8, 80, 320
# where a table stands is known to a database that lives; one that was just filled would be read in full
ANALYZE = "from django.db import connection as c; c.cursor().execute('ANALYZE')"


def run() -> list[Row]:
    """On PostgreSQL, then on the embedded default."""
    return [_filed("filings a second, PostgreSQL", "", "≥ 30"), _filed("filings a second, embedded", "sqlite", "≥ 10")]


def _filed(name: str, kind: str, reach: str) -> Row:
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-filings-"))
    database = f"sqlite:///{folder / 'house.sqlite3'}" if kind else start_postgresql()
    house = House(folder, database=database)
    house.environment |= {"HOST": "127.0.0.1", "PORT": str(free_port()), "PYTHONPATH": os.getcwd()}
    try:
        house.migrate()
        house.manage("load_reference")
        found = json.loads(house.run(PREPARE.format(number=WARM + FILED), 600).splitlines()[-1])["dossiers"]
        house.run(ANALYZE)
        rate, median, costs = _all_at_once(house, found)
    finally:
        house.stop()
    said = ", ".join(f"{who} {cost:.1f}" for who, cost in costs.items())
    return Row(name, str(FILED), milliseconds=median * 1000, reach=reach,
               note=f"{rate:.1f} a second; ms of processor each: {said}")  # fmt: skip


def _all_at_once(house: House, found: list[list[str]]) -> tuple[float, float, dict[str, float]]:
    """Filings a second, the median seconds of one with every client busy, and who spent how many ms on each."""
    from cnrs_coop.processes import web

    port = int(house.environment["PORT"])
    process = house.start([part.replace(bound(part), f"127.0.0.1:{port}") for part in web()])
    wait_until(lambda: answers(port), "the web answers", 60)
    requests = [_request(port, uid, session) for uid, session, _email in found]
    # the first requests of each process load what the others find loaded
    _share(requests[:WARM], port)
    servers = {"web": process.pid, **_postmaster(house.environment["DATABASE_URL"])}
    began, before = time.monotonic(), {who: _spent(pid) for who, pid in servers.items()} | {"client": _own()}
    seconds = _share(requests[WARM:], port)
    passed, after = time.monotonic() - began, {who: _spent(pid) for who, pid in servers.items()} | {"client": _own()}
    costs = {who: (after[who] - before[who]) * 1000 / FILED for who in before}
    return FILED / passed, statistics.median(seconds), costs


def _request(port: int, uid: str, session: str) -> bytes:
    """The press of the button, as bytes: a client that thinks takes the processor from the server it measures."""
    body = f"csrfmiddlewaretoken={TOKEN}"
    return (
        f"POST /proposals/{uid}/submit/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    ).encode("ascii")


def _share(requests: list[bytes], port: int) -> list[float]:
    """The seconds of each, asked by all clients together."""
    seconds: list[float] = []
    wrong: list[bytes] = []

    def client(mine: list[bytes]) -> None:
        for one in mine:
            began = time.monotonic()
            head = _asked(one, port).partition(b"\r\n\r\n")[0]
            seconds.append(time.monotonic() - began)
            if not head.startswith(b"HTTP/1.1 302") or b"/filed/\r\n" not in head + b"\r\n":
                wrong.append(head)

    threads = [threading.Thread(target=client, args=(requests[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{len(wrong)} filings were answered otherwise: {wrong[0]!r}")
    return seconds


def _asked(request: bytes, port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def _postmaster(address: str) -> dict[str, int]:
    """The first process of the database at `address`; none for a file."""
    if address.startswith("sqlite"):
        return {}
    folder = Path(unquote(urlsplit(address).netloc.rpartition("@")[2]))
    return {"PostgreSQL": int((folder / "postmaster.pid").read_text().split()[0])}


def _spent(pid: int) -> float:
    """Seconds of processor of a process and of those it started."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # a process that has just ended; the name, between brackets, may hold anything
            fields = file.read_text().rpartition(")")[2].split()
            one = int(file.parent.name)
            parents[one], ticks[one] = int(fields[1]), int(fields[11]) + int(fields[12])
    family = {pid}
    while more := {one for one, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks[one] for one in family if one in ticks) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Seconds of processor of this process, which holds the clients."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
