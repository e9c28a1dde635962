"""A closing night: many clients file around the deadline while processes are killed and the broker goes away.

Every answer « filed » must be in the database with a receipt, none twice, none received after the deadline, and every
receipt's mail must reach a real SMTP server (repeats never outnumber kills).
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import re
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.table import Row
from cnrs_coop.processes import CELERY
from tests.harness.mailbox import Mailbox
from tests.notifications.house import House, kill_group
from tests.services import free_port, redis_answers, start_postgresql, wait_until

CLIENTS = 64
# how much is filed before the deadline is set a few seconds ahead, so that the rest arrives on both sides of it
BEFORE = 0.85
AHEAD_SECONDS = 6.0
BETWEEN_KILLS = 12.0
MOST_KILLS = 6
BROKER_AWAY_SECONDS = 15.0
TOKEN = "c" * 32
CODE = re.compile(r"\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b")

PREPARE = """
import json, random
from datetime import datetime, timedelta, UTC
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone, translation
translation.activate("fr")
from proposals.generate.dossiers import write_drafts
from proposals.generate.parts import store_letters
from proposals.generate.world import make_world
from instruments.models import Call
rng = random.Random(1)
store_letters()
world = make_world(proposals=3 * {number}, reviewers=0, year=timezone.now().year + 1, rng=rng)
call = next(c for c in reversed(world.calls) if c.rules.order == 1)
Call.objects.filter(pk=call.pk).update(opens=timezone.now() - timedelta(days=30),
                                       closes=timezone.now() + timedelta(days=1))
found = []
for dossier in write_drafts(world, call, number={number}, rng=rng):
    session = SessionStore()
    session[SESSION_KEY] = str(dossier.carrier_id)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = dossier.carrier.get_session_auth_hash()
    session.create()
    found.append([str(dossier.uid), session.session_key, dossier.carrier.email])
print(json.dumps({{"call": call.pk, "dossiers": found}}))
"""
DEADLINE = """
from datetime import datetime, UTC
from instruments.models import Call
Call.objects.filter(pk={call}).update(closes=datetime.fromtimestamp({at}, UTC))
"""
COUNT = """
import json
from notifications.models import OutboxMail
from proposals.models import Dossier, Filing
from proposals.content import fingerprint
rows = [[str(f.dossier.uid), f.received_at.timestamp(), f.code, f.sha256 == fingerprint(f.content), f.number]
        for f in Filing.objects.select_related("dossier").iterator()]
references = list(Dossier.objects.filter(reference__isnull=False).values_list("reference", flat=True))
mails = dict(OutboxMail.objects.count_by_state())
print(json.dumps({{"filings": rows, "references": references, "mails": mails}}))
"""


@dataclass
class Night:
    """What the clients were told."""

    filed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)


def run() -> list[Row]:
    """2 000 dossiers on PostgreSQL with Redis, 300 on the embedded default."""
    return [*_night("PostgreSQL, Redis", 2000, is_embedded=False), *_night("embedded", 300, is_embedded=True)]


def _night(name: str, number: int, *, is_embedded: bool) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-night-"))
    box, broker = Mailbox(), None if is_embedded else _Broker(folder)
    box.start()
    database = f"sqlite:///{folder / 'night.sqlite3'}" if is_embedded else start_postgresql()
    house = House(folder, database=database, redis=broker.address if broker else "", mail=box.address)
    house.environment |= {"HOST": "127.0.0.1", "PORT": str(free_port())}
    try:
        return _played(name, number, house, box, broker)
    finally:
        house.stop()
        box.stop()
        if broker:
            broker.stop()


def _played(name: str, number: int, house: House, box: Mailbox, broker: _Broker | None) -> list[Row]:
    house.migrate()
    house.manage("load_reference")
    # what is refused is told on a page, which needs its styles
    house.manage("collectstatic", "--no-input", "--verbosity=0")
    prepared = json.loads(house.run(PREPARE.format(number=number)).splitlines()[-1])
    night, started = Night(), time.monotonic()
    chaos = [threading.Thread(target=_kill_web, args=(house, night)),
             threading.Thread(target=_kill_worker, args=(house, night, broker))]  # fmt: skip
    for thread in chaos:
        thread.start()
    port = int(house.environment["PORT"])
    wait_until(lambda: _answers(port), "the web answers", 60)
    deadline = _file_all(prepared, night, port, house)
    seconds = time.monotonic() - started
    night.is_over.set()
    for thread in chaos:
        thread.join()
    _settled(house, broker)
    return _verdict(name, number, night, house, box, prepared, deadline, seconds)


def _file_all(prepared: dict[str, Any], night: Night, port: int, house: House) -> float:
    """Everybody files; the deadline is set once most have. Returns it (seconds since 1970)."""
    todo: queue.Queue[tuple[str, str, str]] = queue.Queue()
    dossiers = prepared["dossiers"]
    early = int(len(dossiers) * BEFORE)
    for one in dossiers[:early]:
        todo.put(tuple(one))
    _drain(todo, night, port, spread=0.0)
    deadline = time.time() + AHEAD_SECONDS
    house.run(DEADLINE.format(call=prepared["call"], at=deadline))
    for one in dossiers[early:]:
        todo.put(tuple(one))
    _drain(todo, night, port, spread=max(0.0, deadline + 2 - time.time()) * CLIENTS / max(1, len(dossiers) - early))
    # the last ones have certainly come too late
    while time.time() < deadline + 0.5:
        night.is_over.wait(0.1)
    return deadline


def _drain(todo: queue.Queue[tuple[str, str, str]], night: Night, port: int, *, spread: float) -> None:
    clients = [threading.Thread(target=_client, args=(todo, night, port, spread, n)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def _client(todo: queue.Queue[tuple[str, str, str]], night: Night, port: int, spread: float, seed: int) -> None:
    """Files what is left, one after the other; some press the button twice, all try again without an answer."""
    rng = random.Random(seed)
    while True:
        try:
            uid, session, _email = todo.get_nowait()
        except queue.Empty:
            return
        if spread:
            night.is_over.wait(rng.uniform(0, 2 * spread))
        if rng.random() < 0.1:
            threading.Thread(target=_file, args=(night, port, uid, session)).start()
        until = time.monotonic() + 120
        while not _file(night, port, uid, session) and time.monotonic() < until:
            night.is_over.wait(rng.uniform(0.05, 0.4))


def _file(night: Night, port: int, uid: str, session: str) -> bool:
    """One press of the button; whether there was an answer that settles it."""
    try:
        status, place = _post(port, f"/proposals/{uid}/submit/", session)
    except (OSError, http.client.HTTPException):
        return False
    with night.lock:
        night.answers[status] += 1
        if status == 302 and place.endswith("/filed/"):
            night.filed.add(uid)
            return True
        # refused, or already lapsed when it came: then the page of the dossier says so
        if status == 409 or (status == 302 and "/accounts/" not in place):
            night.refused.add(uid)
            return True
    return False


def _post(port: int, path: str, session: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        cookies = f"sessionid={session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN}), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _kill_web(house: House, night: Night) -> None:
    from cnrs_coop.processes import web

    command = [part.replace(_bound(part), f"127.0.0.1:{house.environment['PORT']}") for part in web()]
    port = int(house.environment["PORT"])
    process = house.start(command)
    while not night.is_over.is_set():
        # killed while it works, not while it starts
        while not (_answers(port) or night.is_over.wait(0.2)):
            pass
        if night.is_over.wait(BETWEEN_KILLS) or night.kills["web"] == MOST_KILLS:
            return
        kill_group(process)
        night.kills["web"] += 1
        process.wait(10)
        process = house.start(command)


def _bound(part: str) -> str:
    """The address gunicorn listens on, as these settings have it."""
    from django.conf import settings

    return f"{settings.HOST}:{settings.PORT}" if part.endswith(f":{settings.PORT}") else "\0"


def _kill_worker(house: House, night: Night, broker: _Broker | None) -> None:
    command = _worker(house)
    process = house.start(command)
    if broker:
        house.start([command[0], *CELERY, "beat", "--loglevel", "ERROR", "--pidfile", ""])
    turn = 0
    while not night.is_over.wait(BETWEEN_KILLS * 1.4) and night.kills["worker"] < MOST_KILLS:
        kill_group(process)
        night.kills["worker"] += 1
        process.wait(10)
        turn += 1
        if broker and turn == 2:
            broker.stop()
            night.is_over.wait(BROKER_AWAY_SECONDS)
            broker.start()
            night.kills["broker"] += 1
        process = house.start(command)


def _worker(house: House) -> list[str]:
    from cnrs_coop.processes import worker

    return worker()


def _settled(house: House, broker: _Broker | None) -> None:
    """A last worker, undisturbed, until nothing is left to send."""
    if broker and not redis_answers(broker.address):
        broker.start()
    house.start(_worker(house))
    wait_until(lambda: set(house.states()) <= {"sent"}, "every mail has left", 600)


def _verdict(name: str, number: int, night: Night, house: House, box: Mailbox, prepared: dict[str, Any],
             deadline: float, seconds: float) -> list[Row]:  # fmt: skip
    found = json.loads(house.run(COUNT.format()).splitlines()[-1])
    filings = Counter(uid for uid, *_ in found["filings"])
    ids = Counter(str(mail["Message-ID"]) for mail in box.mails)
    repeats = sum(ids.values()) - len(ids)
    everybody = {uid for uid, *_ in prepared["dossiers"]}
    received = {code for mail in box.mails for code in CODE.findall(_words(mail))}
    faults = {
        "answered filed and absent": len(night.filed - set(filings)),
        "filed twice": sum(count > 1 for count in filings.values()) + _repeated(found["references"]),
        "received after the deadline": sum(at >= deadline for _uid, at, *_rest in found["filings"]),
        "receipt that does not verify": sum(not is_whole for *_rest, is_whole, _number in found["filings"]),
        "receipt's mail missing": sum(code not in received for _uid, _at, code, *_ in found["filings"]),
        "repeats beyond kills": max(0, repeats - night.kills["worker"]),
        "neither filed nor refused": len(everybody - set(filings) - night.refused),
    }
    said = ", ".join(f"{count} {what}" for what, count in faults.items() if count) or "no fault"
    kills = ", ".join(f"{what} {count}" for what, count in sorted(night.kills.items()))
    note = (f"{len(filings)} filed, {len(everybody - set(filings))} refused after the deadline, {repeats} repeats, "
            f"killed: {kills}; {seconds:.0f} s, {len(filings) / seconds:.1f} a second; {said}")  # fmt: skip
    row = Row(f"closing night, {name}", str(number), reach="no fault", note=note)
    if any(faults.values()):
        print(f"{row.name}: {note}")
        raise SystemExit(1)
    return [row]


def _words(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _repeated(references: list[str]) -> int:
    return len(references) - len(set(references))


class _Broker:
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
