"""A closing night: many clients file around the deadline while processes are killed and the broker goes away.

Every answer « filed » must be in the database with a receipt that its public page proves, none twice, none received
after the deadline; every receipt's mail must reach a real SMTP server (repeats never outnumber kills) and every receipt
must be printed within twenty minutes. A night in which too little was killed, or nothing near the deadline, fails as
well (`night_verdict.py`; `night_chaos.py` kills). `NIGHT=200` asks for fewer dossiers.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.night_chaos import Broker, Night, answers, kill_web, kill_worker, worker_of
from benchmarks.night_verdict import MOST_PRINTING, Filed, codes_in, lacking, repeated, unproved
from benchmarks.table import Row
from tests.harness.mailbox import Mailbox
from tests.notifications.house import House
from tests.services import free_port, redis_answers, start_postgresql, wait_until

CLIENTS = 64
# how much is filed before the deadline is set a few seconds ahead, so that the rest arrives on both sides of it
BEFORE = 0.85
AHEAD_SECONDS = 6.0
# how many ask for their receipt at once, and how often it is looked whether all are there
ASKING, LOOK_SECONDS = 8, 20.0
# for how long the printing is watched
WATCHED_SECONDS = 100.0
TOKEN = "c" * 32

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
rows = [[str(f.dossier.uid), f.received_at.timestamp(), f.code, f.dossier.reference, fingerprint(f.content)]
        for f in Filing.objects.select_related("dossier").iterator()]
references = list(Dossier.objects.filter(reference__isnull=False).values_list("reference", flat=True))
mails = dict(OutboxMail.objects.count_by_state())
print(json.dumps({{"filings": rows, "references": references, "mails": mails}}))
"""
PRINTED = """
from documents.models import Rendering
print(Rendering.objects.filter(kind="receipt", state="ready").count())
"""


def run() -> list[Row]:
    """2 000 dossiers on PostgreSQL with Redis, 300 on the embedded default."""
    asked = int(os.environ.get("NIGHT", "0"))
    return [
        *_night("PostgreSQL, Redis", asked or 2000, is_embedded=False),
        *_night("embedded", asked or 300, is_embedded=True),
    ]


def _night(name: str, number: int, *, is_embedded: bool) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="coopinteer-night-"))
    box, broker = Mailbox(), None if is_embedded else Broker(folder)
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


def _played(name: str, number: int, house: House, box: Mailbox, broker: Broker | None) -> list[Row]:
    house.migrate()
    house.manage("load_reference")
    # what is refused is told on a page, which needs its styles
    house.manage("collectstatic", "--no-input", "--verbosity=0")
    prepared = json.loads(house.run(PREPARE.format(number=number)).splitlines()[-1])
    night, started = Night(number, broker is not None), time.monotonic()
    chaos = [threading.Thread(target=kill_web, args=(house, night)),
             threading.Thread(target=kill_worker, args=(house, night, broker))]  # fmt: skip
    for thread in chaos:
        thread.start()
    port = int(house.environment["PORT"])
    wait_until(lambda: answers(port), "the web answers", 60)
    deadline = _file_all(prepared, night, port, house)
    seconds = time.monotonic() - started
    night.is_over.set()
    for thread in chaos:
        thread.join()
    _settled(house, broker)
    wait_until(lambda: answers(port), "the web answers", 60)
    return _verdict(name, night, house, box, prepared, deadline, seconds)


def _file_all(prepared: dict[str, Any], night: Night, port: int, house: House) -> float:
    """Everybody files; the deadline is set once most have. Returns it (seconds since 1970)."""
    todo: queue.Queue[tuple[str, str, str]] = queue.Queue()
    dossiers = prepared["dossiers"]
    early = int(len(dossiers) * BEFORE)
    for one in dossiers[:early]:
        todo.put(tuple(one))
    _drain(todo, night, port, spread=0.0)
    wait_until(night.is_disturbed, "enough was killed", 120)
    night.is_near.set()
    wait_until(lambda: answers(port), "the web answers", 60)
    deadline = time.time() + AHEAD_SECONDS
    night.deadline = deadline
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


def _settled(house: House, broker: Broker | None) -> None:
    """A last worker, undisturbed, until nothing is left to send."""
    if broker and not redis_answers(broker.address):
        broker.start()
    house.start(worker_of())
    wait_until(lambda: set(house.states()) <= {"sent"}, "every mail has left", 600)


def _verdict(name: str, night: Night, house: House, box: Mailbox, prepared: dict[str, Any], deadline: float,
             seconds: float) -> list[Row]:  # fmt: skip
    """The row of this night; ends with 1 when it had a fault, or was too quiet to prove anything."""
    found = json.loads(house.run(COUNT.format()).splitlines()[-1])
    filed = [Filed(*row) for row in found["filings"]]
    filings, port = Counter(one.uid for one in filed), int(house.environment["PORT"])
    ids = Counter(str(mail["Message-ID"]) for mail in box.mails)
    repeats = sum(ids.values()) - len(ids)
    everybody = {uid for uid, *_ in prepared["dossiers"]}
    received = codes_in(box.mails)
    printed, minutes = _print_all(filed, prepared, house, port, deadline)
    faults = {
        "answered filed and absent": len(night.filed - set(filings)),
        "filed twice": sum(count > 1 for count in filings.values()) + repeated(found["references"]),
        "received after the deadline": sum(one.received_at >= deadline for one in filed),
        "receipts that the public page does not prove": unproved(filed, port),
        "receipt's mail missing": sum(one.code not in received for one in filed),
        "repeats beyond kills": max(0, repeats - night.count("worker")),
        "neither filed nor refused": len(everybody - set(filings) - night.refused),
        "receipts not printed in time": len(filed) - printed,
        **lacking(night.kills, deadline, has_broker=night.has_broker),
    }
    said = ", ".join(f"{count} {what}" for what, count in faults.items() if count) or "no fault"
    kills = ", ".join(f"{what} {night.count(what)}" for what in sorted({kill.what for kill in night.kills}))
    nearest = min((kill.at - deadline for kill in night.kills), key=abs, default=0.0)
    note = (f"{len(filings)} filed, {len(everybody - set(filings))} refused after the deadline, {repeats} repeats, "
            f"killed: {kills}, the nearest {nearest:+.1f} s from the deadline; {seconds:.0f} s, "
            f"{len(filings) / seconds:.1f} a second; receipts printed {minutes:.1f} min after it; {said}")  # fmt: skip
    row = Row(f"closing night, {name}", str(night.number), reach="no fault", note=note)
    if any(faults.values()):
        print(f"{row.name}: {note}")
        raise SystemExit(1)
    return [row]


def _print_all(filed: list[Filed], prepared: dict[str, Any], house: House, port: int,
               deadline: float) -> tuple[int, float]:  # fmt: skip
    """Everybody asks for the PDF of their receipt: how many are made in time, minutes from the deadline to the last.

    Of a long night the first minutes are watched, and the rest is reckoned at their pace.
    """
    sessions = {uid: session for uid, session, _email in prepared["dossiers"]}
    with ThreadPoolExecutor(ASKING) as asking:
        list(asking.map(lambda one: _ask(port, f"/proposals/{one.uid}/receipt-1.fr.pdf", sessions[one.uid]), filed))
    began, printed = time.time(), 0
    while printed < len(filed) and time.time() < began + WATCHED_SECONDS:
        time.sleep(LOOK_SECONDS)
        printed = int(house.run(PRINTED).splitlines()[-1])
    last = began + (time.time() - began) * len(filed) / max(printed, 1)
    return (len(filed) if last < deadline + MOST_PRINTING else printed), (last - deadline) / 60


def _ask(port: int, path: str, session: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
