"""The worker's look at a file: what is accepted, what is refused and why, whatever happens to the reader."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test.utils import override_settings
from django.utils import timezone, translation

from documents import checks
from documents.enums import IntakeState
from documents.intake import receive
from documents.models import StoredFile
from documents.querysets import LEASE, MOST_ATTEMPTS
from documents.signals import checked
from tests.documents import files
from tests.documents.files import a_pdf, an_upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(content: bytes, most_pages: int | None = 10) -> StoredFile:
    return receive(an_upload(content), at=timezone.now(), most_pages=most_pages)


def after_sweep(stored: StoredFile) -> StoredFile:
    checks.sweep()
    stored.refresh_from_db()
    return stored


@pytest.mark.both
def test_a_sound_pdf_is_accepted_with_its_pages() -> None:
    stored = after_sweep(sent(a_pdf(3)))
    assert (stored.state, stored.pages, stored.reason) == (IntakeState.ACCEPTED, 3, {})
    assert stored.checked_at


def test_as_many_pages_as_allowed_are_accepted() -> None:
    assert after_sweep(sent(a_pdf(10))).state == IntakeState.ACCEPTED


def test_a_pdf_that_only_forbids_changes_is_read_by_all_and_accepted() -> None:
    assert after_sweep(sent(files.locked_for_changes())).state == IntakeState.ACCEPTED


REFUSED: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("asks for a password", files.encrypted, "demande un mot de passe", "asks for a password"),
    ("cut short", files.truncated, "tronqué ou abîmé", "cut short or damaged"),
    ("a head and nothing else", lambda: b"%PDF-1.7\n", "tronqué ou abîmé", "cut short or damaged"),
    ("a head and a program", lambda: b"%PDF-1.7\n" + files.PROGRAM, "tronqué ou abîmé", "cut short or damaged"),
    ("no page", files.no_page, "n’a aucune page", "has no page"),
    ("one page too many", lambda: a_pdf(11), "a 11 pages", "has 11 pages"),
    ("10 000 pages", lambda: a_pdf(10_000), "a 10 000 pages", "has 10,000 pages"),
    ("a script at opening", files.with_script, "un programme qui s’exécute", "a program that runs"),
    ("a script deep inside", files.with_hidden_script, "un programme qui s’exécute", "a program that runs"),
    ("starts a program", files.with_launch, "une action qui lance un programme", "an action that starts a program"),
    ("a program inside", files.with_file_inside, "transporte d’autres fichiers", "carries other files"),
    ("a form of scripts", files.with_form, "un formulaire que peu de logiciels", "a form that few programs"),
    ("a drawing that unpacks to 200 MB", files.stream_bomb, "plus de travail", "more work"),
    ("packed twice, 4 GB", files.twice_packed_bomb, "plus de travail", "more work"),
    ("objects that unpack to 1.5 GB", files.object_bomb, "plus de travail", "more work"),
    ("a PDF and an archive at once", files.two_kinds, "à la fois un PDF et autre chose", "a PDF and something else"),
]


@pytest.mark.parametrize(("what", "make", "french", "english"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_harmful_or_unreadable_pdf_is_refused_with_what_to_do(
    what: str, make: Callable[[], bytes], french: str, english: str
) -> None:
    stored = after_sweep(sent(make()))
    assert stored.state == IntakeState.REFUSED
    for language, words in (("fr", french), ("en", english)):
        with translation.override(language):
            assert words in stored.refusal.replace("\u202f", " ")
    assert not stored.is_ready


def hostile(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Another program in the place of the examination, under the same limits."""
    confined = f"from documents.confinement import confine; confine()\n{code}"
    monkeypatch.setattr(checks, "COMMAND", (sys.executable, "-c", confined))


MISBEHAVIOURS = [
    ("asks for 2 GB", "from io import BytesIO\nfrom unittest.mock import patch\nimport json, pikepdf\n"
     "from documents.examination import examine\n"
     "with patch.object(pikepdf, 'open', lambda *a, **k: bytearray(2 << 30)):\n"
     "    print(json.dumps(examine(BytesIO(b'%PDF-'), 1)))"),
    ("works without end", "import documents.confinement as c, resource\n"
     "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "code"), MISBEHAVIOURS, ids=[row[0] for row in MISBEHAVIOURS])
def test_a_file_that_makes_its_reader_misbehave_is_refused_calmly(
    monkeypatch: pytest.MonkeyPatch, what: str, code: str
) -> None:
    hostile(monkeypatch, code)
    stored = after_sweep(sent(a_pdf()))
    assert stored.reason == {"slug": "too-heavy"}


def test_a_reader_that_sleeps_is_killed_and_the_next_file_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    own = checks.COMMAND
    hostile(monkeypatch, "import time; time.sleep(600)")
    monkeypatch.setattr(checks, "LONGEST", 0.5)
    stored = after_sweep(sent(a_pdf()))
    assert stored.reason == {"slug": "too-heavy"}
    monkeypatch.setattr(checks, "LONGEST", 40.0)
    monkeypatch.setattr(checks, "COMMAND", own)
    assert after_sweep(sent(a_pdf())).state == IntakeState.ACCEPTED


def test_a_reader_that_floods_its_answer_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(monkeypatch, "while True: print('x' * 65536)")
    stored = sent(a_pdf())
    assert after_sweep(stored).state != IntakeState.ACCEPTED


TRIES = [
    ("the network", "import socket\nsocket.socket()"),
    ("another program", "import os\nos.execv('/bin/true', ['true'])"),
    ("a file on the disk", "import os, tempfile\nos.write(tempfile.TemporaryFile().fileno(), b'x')"),
]


@pytest.mark.parametrize(("what", "code"), TRIES, ids=[row[0] for row in TRIES])
def test_the_process_that_reads_can_do_nothing_else(monkeypatch: pytest.MonkeyPatch, what: str, code: str) -> None:
    hostile(monkeypatch, f"{code}\nprint('{{\"pages\": 1}}')")
    stored = after_sweep(sent(a_pdf()))
    assert stored.state == IntakeState.PENDING
    assert stored.attempts == 1


def test_what_the_reader_says_is_read_as_numbers_and_known_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(monkeypatch, 'print(\'{"slug": "<script>", "pages": 3, "sentence": "x"}\')')
    stored = after_sweep(sent(a_pdf()))
    assert (stored.state, stored.reason) == (IntakeState.PENDING, {})


def test_a_file_that_cannot_be_checked_is_tried_again_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    stored = sent(a_pdf())
    for attempt in range(1, MOST_ATTEMPTS):
        after_sweep(stored)
        assert (stored.state, stored.attempts) == (IntakeState.PENDING, attempt)
    assert after_sweep(stored).reason == {"slug": "unexamined"}


def test_a_file_whose_worker_was_killed_is_taken_up_after_the_lease() -> None:
    stored = sent(a_pdf())
    now = timezone.now()
    StoredFile.objects.filter(pk=stored.pk).update(claimed_at=now, attempts=1)
    assert after_sweep(stored).state == IntakeState.PENDING
    StoredFile.objects.filter(pk=stored.pk).update(claimed_at=now - LEASE - timedelta(seconds=1))
    assert after_sweep(stored).state == IntakeState.ACCEPTED


def test_a_file_whose_workers_were_all_killed_is_refused() -> None:
    stored = sent(a_pdf())
    gone = timezone.now() - LEASE - timedelta(seconds=1)
    StoredFile.objects.filter(pk=stored.pk).update(claimed_at=gone, attempts=MOST_ATTEMPTS)
    assert after_sweep(stored).reason == {"slug": "unexamined"}


def test_of_two_workers_one_checks_the_file() -> None:
    stored = sent(a_pdf())
    other = StoredFile.objects.get(pk=stored.pk)
    assert checks.check(stored)
    assert not checks.check(other)


def test_the_apps_above_are_told_once() -> None:
    told = []

    def receiver(stored: StoredFile, **kwargs: Any) -> None:
        told.append(stored.state)

    checked.connect(receiver)
    try:
        after_sweep(sent(a_pdf()))
        checks.sweep()
    finally:
        checked.disconnect(receiver)
    assert told == [IntakeState.ACCEPTED]


class FakeScanner:
    """A clamd on loopback: what it received, what it answers."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.received = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        line, _address = self.door.accept()
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(said.read(4), "big"):
                self.received += said.read(size)
            line.sendall(self.answer)

    def close(self) -> None:
        self.thread.join(5)
        self.door.close()


def scanned(answer: bytes, content: bytes) -> tuple[StoredFile, FakeScanner]:
    scanner = FakeScanner(answer)
    with override_settings(CLAMD_URL=scanner.url):
        stored = after_sweep(sent(content))
    scanner.close()
    return stored, scanner


def test_the_antivirus_reads_every_byte_and_accepts() -> None:
    stored, scanner = scanned(b"stream: OK\0", a_pdf(2))
    assert stored.state == IntakeState.ACCEPTED
    assert scanner.received == a_pdf(2)


def test_what_the_antivirus_knows_is_refused() -> None:
    stored, _scanner = scanned(b"stream: Eicar-Signature FOUND\0", a_pdf())
    assert stored.reason == {"slug": "infected"}


def test_an_antivirus_in_trouble_is_waited_for() -> None:
    stored, _scanner = scanned(b"INSTREAM size limit exceeded. ERROR\0", a_pdf())
    assert (stored.state, stored.attempts, stored.claimed_at) == (IntakeState.PENDING, 0, None)


def test_an_antivirus_that_is_away_is_waited_for(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_URL = f"unix://{tmp_path}/nobody.sock"
    stored = sent(a_pdf())
    for _try in range(MOST_ATTEMPTS + 1):
        after_sweep(stored)
    assert (stored.state, stored.attempts) == (IntakeState.PENDING, 0)
    settings.CLAMD_URL = ""
    assert after_sweep(stored).state == IntakeState.ACCEPTED


def test_only_the_process_that_reads_loads_what_opens_a_pdf() -> None:
    code = (
        "import django, sys; django.setup()\n"
        "import cnrs_coop.urls, documents.tasks, documents.checks, proposals.tasks, proposals.views.papers\n"
        "raise SystemExit('pikepdf' in sys.modules)"
    )
    surroundings = {**os.environ, "MODE": "test", "DJANGO_SETTINGS_MODULE": "cnrs_coop.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=surroundings, cwd=checks.settings.BASE_DIR).returncode == 0
