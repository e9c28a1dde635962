"""`python -m benchmarks.life_killed`: one-day slices of a life, lived twice from the same rows: in peace, and killed.

Web, worker, beat and Redis are killed at random (by process id) and started again while the clock goes through the day
and people act over HTTP, again until they are answered. Both days must end with the same states, ledger, history,
reminders and mails. SEED= chooses the life and the kills, SLICES=0,2 the days (`life_slices.py`); about three minutes
each.
"""

from __future__ import annotations

import json
import os
import queue
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.closing_night import TOKEN
from benchmarks.life_slices import DIGEST, SLICES, Slice
from benchmarks.night_chaos import Broker, answers
from tests.harness.mailbox import Mailbox
from tests.notifications.house import House, kill_group, new_postgresql
from tests.services import free_port, start_postgresql, wait_until

ACTIONS = 16
# the address of an act, the session of who does it, the form they send
Act = tuple[str, str, dict[str, Any]]
HOURS = (5, 7, 9, 11, 14, 17, 21)
SECONDS_AN_HOUR, BETWEEN_KILLS, CLIENTS = 7.0, (1.5, 5.0), 4


class Day:
    """One day of a house on its own database: its clock, its processes, those that are killed."""

    def __init__(self, folder: Path, database: str, start: datetime) -> None:
        self.folder, self.start = folder, start
        folder.mkdir(parents=True, exist_ok=True)
        self.box, self.broker = Mailbox(), Broker(folder)
        self.box.start()
        self.house = House(folder, database=database, redis=self.broker.address, mail=self.box.address)
        self.port = free_port()
        self.house.environment |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.life_settings", "LIFE_CLOCK": str(folder / "clock.json"),
            "HOST": "127.0.0.1", "PORT": str(self.port),
            # those who signed in on the first day are known on the second
            "SECRET_KEY": "of-this-bench-alone-" + "0123456789" * 4,
        }  # fmt: skip
        self.kills: Counter[str] = Counter()
        # what clients were answered and should not have been
        self.faults: list[str] = []
        self.running: dict[str, Any] = {}
        self.is_over = threading.Event()
        self.set_clock(HOURS[0])

    def set_clock(self, hour: int) -> None:
        """It is this hour (UTC) of the day, and the clock goes on from there."""
        said = {"instant": self.start.replace(hour=hour).isoformat(), "written": time.time()}
        fresh = self.folder / "clock.new"
        fresh.write_text(json.dumps(said), encoding="ascii")
        fresh.replace(self.folder / "clock.json")

    def begin(self) -> None:
        for name in ("web", "worker", "scheduler"):
            self._start(name)
        wait_until(lambda: answers(self.port), "the web answers", 180)

    def _start(self, name: str) -> None:
        from cnrs_coop.processes import CELERY, scheduler, web, worker

        bind = f"127.0.0.1:{self.port}"
        commands: dict[str, Callable[[], list[str]]] = {"web": web, "worker": worker, "scheduler": scheduler}
        command = commands[name]()
        if name == "web":
            command[command.index("--bind") + 1] = bind
        assert name == "web" or CELERY[-1] in command
        self.running[name] = self.house.start(command)

    def kill_at_random(self, seed: int) -> None:
        """Until the day is over: one of the four, killed, and started again a moment later."""
        rng = random.Random(seed)
        while not self.is_over.wait(rng.uniform(*BETWEEN_KILLS)):
            name = rng.choice(("web", "worker", "scheduler", "redis"))
            self.kills[name] += 1
            if name == "redis":
                self.broker.stop()
                self.is_over.wait(rng.uniform(0.5, 3))
                self.broker.start()
                continue
            kill_group(self.running[name])
            self.running[name].wait(10)
            self.is_over.wait(rng.uniform(0, 2))
            self._start(name)

    def live(self, acts: list[Act]) -> None:
        """Through the hours; from nine on, people act."""
        waiting: queue.Queue[Act] = queue.Queue()
        for one in acts:
            waiting.put(one)
        clients: list[threading.Thread] = []
        for hour in HOURS:
            self.set_clock(hour)
            if hour == HOURS[2]:
                clients = [threading.Thread(target=self._client, args=(waiting, n)) for n in range(CLIENTS)]
                for client in clients:
                    client.start()
            self.is_over.wait(SECONDS_AN_HOUR)
        for client in clients:
            client.join()

    def _client(self, waiting: queue.Queue[Act], seed: int) -> None:
        rng = random.Random(seed)
        while True:
            try:
                path, session, form = waiting.get_nowait()
            except queue.Empty:
                return
            self.is_over.wait(rng.uniform(0, 4))
            until = time.monotonic() + 180
            # pressed twice by some, again by all until there is an answer
            while not (is_answered := self._post(path, session, form)) and time.monotonic() < until:
                self.is_over.wait(rng.uniform(0.1, 0.6))
            if not is_answered:
                self.faults.append(f"no answer to {path}")
            elif rng.random() < 0.3:
                self._post(path, session, form)

    def _post(self, path: str, session: str, form: dict[str, Any]) -> bool:
        import http.client
        from urllib.parse import urlencode

        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        try:
            body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}, doseq=True)
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status not in (302, 409) or "/accounts/" in answer.headers.get("Location", ""):
            self.faults.append(f"{answer.status} {answer.headers.get('Location', '')} to {path}")
        return True

    def settle(self) -> dict[str, Any]:
        """Everything is sent and said, by processes that nobody kills; then what is so."""
        wait_until(lambda: set(self.house.states()) <= {"sent", "stopped"}, "every mail has left", 600)
        time.sleep(6)
        wait_until(lambda: set(self.house.states()) <= {"sent", "stopped"}, "every mail has left", 300)
        found: dict[str, Any] = json.loads(self.house.run(DIGEST).splitlines()[-1])
        return found

    def stop(self) -> None:
        self.is_over.set()
        self.house.stop()
        self.box.stop()
        self.broker.stop()

    def repeats(self) -> int:
        """Mails that the server received more than once."""
        ids = Counter(str(mail["Message-ID"]) for mail in self.box.mails)
        return sum(ids.values()) - len(ids)


def main() -> int:
    """Each slice in peace, then killed; 1 when anything differs."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    print(f"SEED={seed}", flush=True)
    faults = 0
    asked = os.environ.get("SLICES", "")
    for place in map(int, asked.split(",") if asked else range(len(SLICES))):
        faults += _slice(SLICES[place], seed + place)
    return 1 if faults else 0


def _slice(lived: Slice, seed: int) -> int:
    folder, database = Path(tempfile.mkdtemp(prefix="coopinteer-life-")), start_postgresql()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "cnrs_coop.settings", "MODE": "test", "DATABASE_URL": database}
    began, start = time.monotonic(), lived.start
    first = Day(folder / "peace", new_postgresql("peace"), start)
    second = None
    try:
        first.house.migrate()
        prepared = first.house.run(lived.prepared(seed, ACTIONS), seconds=1800)
        acts = json.loads(prepared.splitlines()[-1])
        second = Day(folder / "killed", new_postgresql("killed", like=first.house.environment["DATABASE_URL"]), start)
        peace = _lived(first, acts, None)
        killed = _lived(second, acts, seed)
    finally:
        for day in (first, second):
            if day is not None:
                day.stop()
    differing = {what: _difference(peace[what], killed[what]) for what in peace if peace[what] != killed[what]}
    broken = {what: killed[what] for what in ("broken laws", "broken chains") if killed[what] or peace[what]}
    if faults := [*first.faults, *second.faults]:
        broken["answers"] = faults[:5]
    repeats, kills, seconds = second.repeats(), dict(second.kills), time.monotonic() - began
    print(f"{start:%Y-%m-%d}: {len(acts)} acts, {len(peace['reminders'])} reminders, killed {kills}, {repeats} mails "
          f"repeated; {seconds:.0f} s; {differing or broken or 'the same result'}", flush=True)  # fmt: skip
    return bool(differing or broken or repeats > kills.get("worker", 0) + kills.get("redis", 0))


def _lived(day: Day, acts: list[Any], seed: int | None) -> dict[str, Any]:
    day.begin()
    killer = threading.Thread(target=day.kill_at_random, args=(seed,)) if seed is not None else None
    if killer:
        killer.start()
    day.live(acts)
    day.is_over.set()
    if killer:
        killer.join()
    try:
        return day.settle()
    finally:
        day.house.stop()


def _difference(one: list[Any], other: list[Any]) -> str:
    left, right = {json.dumps(row) for row in one}, {json.dumps(row) for row in other}
    return (
        f"{len(left - right)} missing {sorted(left - right)[:3]}, {len(right - left)} more {sorted(right - left)[:3]}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
