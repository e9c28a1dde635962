"""Workers killed while mails leave, and a broker that goes away: every mail arrives, repeats never outnumber kills."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from cnrs_coop.processes import scheduler, worker
from tests.harness import template
from tests.harness.mailbox import Mailbox
from tests.notifications.house import House, kill_group, new_postgresql
from tests.services import free_port, redis_answers, wait_until

MAILS = 30


class DeadlyMailbox(Mailbox):
    """A mail server which kills the worker between keeping a mail and saying so: the worst moment there is."""

    def __init__(self, deadly: set[int]) -> None:
        super().__init__()
        self.deadly = deadly
        self.kill: Callable[[], None] = lambda: None
        self.kills = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.mails) in self.deadly:
            self.strike()
        return answer

    def strike(self) -> None:
        """Kill the worker, whatever it is doing."""
        self.kills += 1
        self.kill()


@pytest.fixture
def deadly_mailbox() -> Iterator[DeadlyMailbox]:
    box = DeadlyMailbox(deadly={4, 11, 12})
    box.start()
    yield box
    box.stop()


class Redis:
    """A Redis of the test's own, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        wait_until(lambda: redis_answers(self.address), "Redis answers")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a PostgreSQL database with every table and no row."""
    if template.folder():
        return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{template.NAME}"))
    address = new_postgresql("house_empty")
    House(tmp_path_factory.mktemp("empty"), database=address).migrate()
    return address


def survive(house: House, box: DeadlyMailbox, command: list[str]) -> None:
    """Let a worker send `MAILS` mails, killing it in the middle of some, starting it again each time."""
    house.post(0, MAILS)
    workers = [house.start(command)]
    box.kill = lambda: kill_group(workers[-1])

    def all_sent() -> bool:
        if workers[-1].poll() is not None:
            workers.append(house.start(command))
        return len({id_of(mail) for mail in box.mails}) == MAILS

    wait_until(all_sent, "every mail has arrived")
    # one more, killed while nothing leaves
    box.strike()
    workers.append(house.start(command))
    house.post(MAILS, MAILS + 1)
    wait_until(lambda: bool(box.to(f"mail{MAILS}@example.org")), "the mail posted after the kill has arrived")
    wait_until(lambda: house.states() == {"sent": MAILS + 1}, "every mail is known to be sent")


def id_of(mail: Any) -> str:
    return str(mail["Message-ID"])


def check(box: DeadlyMailbox) -> None:
    """Everybody has their mail; a repeated one has the same Message-ID; repeats never outnumber kills."""
    ids: dict[str, set[str]] = defaultdict(set)
    for mail, recipients in zip(box.mails, box.recipients, strict=True):
        ids[recipients[0]].add(id_of(mail))
    assert set(ids) == {f"mail{i}@example.org" for i in range(MAILS + 1)}
    assert all(len(found) == 1 for found in ids.values())
    repeats = sum(Counter(map(id_of, box.mails)).values()) - len(ids)
    print(f"{box.kills} kills, {repeats} repeats")
    assert box.kills == 4
    assert 0 < repeats <= box.kills


def test_the_embedded_worker_loses_no_mail_however_it_dies(tmp_path: Path, deadly_mailbox: DeadlyMailbox) -> None:
    database = tmp_path / "house.sqlite3"
    house = House(tmp_path, database=f"sqlite:///{database}", mail=deadly_mailbox.address)
    if tables := template.embedded():
        copyfile(tables, database)
    else:
        house.migrate()
    try:
        survive(house, deadly_mailbox, worker())
    finally:
        house.stop()
    check(deadly_mailbox)


def test_a_worker_with_redis_loses_no_mail_however_it_dies(
    tmp_path: Path, deadly_mailbox: DeadlyMailbox, redis: Redis, empty_house: str
) -> None:
    database = new_postgresql("house_killed", like=empty_house)
    house = House(tmp_path, database=database, redis=redis.address, mail=deadly_mailbox.address)
    try:
        house.start(scheduler())
        survive(house, deadly_mailbox, worker())
    finally:
        house.stop()
    check(deadly_mailbox)


def test_mails_posted_while_redis_is_down_leave_when_it_returns(
    tmp_path: Path, mailbox: Mailbox, redis: Redis, empty_house: str
) -> None:
    database = new_postgresql("house_cut_off", like=empty_house)
    house = House(tmp_path, database=database, redis=redis.address, mail=mailbox.address)
    try:
        house.start(scheduler())
        house.start(worker())
        house.post(0, 1)
        mailbox.wait_for("mail0@example.org")
        redis.stop()
        house.post(1, 11)
        assert len(mailbox.mails) == 1
        redis.start()
        wait_until(lambda: len(mailbox.mails) == 11, "the mails posted meanwhile have arrived")
        wait_until(lambda: house.states() == {"sent": 11}, "every mail is known to be sent")
    finally:
        house.stop()
    assert max(Counter(map(id_of, mailbox.mails)).values()) == 1


def test_a_killed_worker_leaves_no_child_behind(tmp_path: Path, redis: Redis) -> None:
    house = House(tmp_path, database=os.environ["DATABASE_URL"], redis=redis.address)
    try:
        parent = house.start(worker())
        wait_until(lambda: len(children_of(parent.pid)) == 2, "the worker has its children")
        children = children_of(parent.pid)
        os.kill(parent.pid, signal.SIGKILL)
        wait_until(lambda: not any(is_alive(child) for child in children), "the children are gone")
    finally:
        house.stop()


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in found]


def is_alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
