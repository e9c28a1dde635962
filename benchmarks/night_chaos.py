"""What disturbs a night: web and worker killed while people file, the broker away, one kill around the deadline."""

from __future__ import annotations

import http.client
import random
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.night_verdict import Kill
from cnrs_coop.processes import CELERY
from tests.notifications.house import House, kill_group
from tests.services import free_port, redis_answers, wait_until

# seconds between two kills: longer nights are disturbed more slowly
BETWEEN_KILLS, SHORTEST = 12.0, 3.0
MOST_KILLS = 6
# the web is killed once more, somewhere in these seconds around the deadline
AT_DEADLINE = (-1.5, 0.5)
BROKER_AWAY_SECONDS = 15.0


@dataclass
class Night:
    """What the clients were told, and what was killed meanwhile."""

    number: int
    has_broker: bool
    filed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    kills: list[Kill] = field(default_factory=list)
    deadline: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    # most have filed: the next kill is the one of the deadline
    is_near: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def between(self) -> float:
        """Seconds between two kills, so that several fall while people file."""
        return max(SHORTEST, min(BETWEEN_KILLS, self.number / 150))

    def count(self, what: str) -> int:
        return sum(kill.what == what for kill in self.kills)

    def is_disturbed(self) -> bool:
        """Whether what is to be killed before the deadline was: the last of the web comes with it."""
        return self.count("web") >= 1 and self.count("worker") >= 2 and self.count("broker") >= int(self.has_broker)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def kill_web(house: House, night: Night) -> None:
    from cnrs_coop.processes import web

    command = [part.replace(bound(part), f"127.0.0.1:{house.environment['PORT']}") for part in web()]
    port = int(house.environment["PORT"])
    process = house.start(command)
    while not night.is_over.is_set():
        # killed while it works, not while it starts
        while not (answers(port) or night.is_over.wait(0.2)):
            pass
        if not _is_time(night):
            return
        kill_group(process)
        night.kills.append(Kill("web", time.time()))
        process.wait(10)
        process = house.start(command)


def _is_time(night: Night) -> bool:
    """Waits for the next kill of the web; False when the night ends before."""
    due, around = time.monotonic() + night.between, random.Random(night.number).uniform(*AT_DEADLINE)
    while not night.is_over.wait(0.1):
        if night.deadline is not None:
            is_done = night.kills[-1].what == "web" and night.kills[-1].at >= night.deadline + around
            if time.time() >= night.deadline + around and not is_done:
                return True
        elif time.monotonic() >= due and not night.is_near.is_set() and night.count("web") < MOST_KILLS:
            return True
    return False


def bound(part: str) -> str:
    """The address gunicorn listens on, as these settings have it."""
    from django.conf import settings

    return f"{settings.HOST}:{settings.PORT}" if part.endswith(f":{settings.PORT}") else "\0"


def kill_worker(house: House, night: Night, broker: Broker | None) -> None:
    command = worker_of()
    process = house.start(command)
    if broker:
        house.start([command[0], *CELERY, "beat", "--loglevel", "ERROR", "--pidfile", ""])
    turn = 0
    while not night.is_over.wait(night.between * 1.4) and night.count("worker") < MOST_KILLS:
        kill_group(process)
        night.kills.append(Kill("worker", time.time()))
        process.wait(10)
        turn += 1
        if broker and turn == 2:
            night.kills.append(Kill("broker", time.time()))
            broker.stop()
            night.is_over.wait(BROKER_AWAY_SECONDS)
            broker.start()
        process = house.start(command)


def worker_of() -> list[str]:
    from cnrs_coop.processes import worker

    return worker()


class Broker:
    """A Redis of its own, stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir",
                   str(self.folder)]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        wait_until(lambda: redis_answers(self.address), "Redis answers")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
