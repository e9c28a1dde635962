"""A sheet that somebody brings back: cheap refusals first, then a process of its own opens it. Nothing is stored."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from threading import Timer
from typing import IO, TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from workflow.engine import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 2_000_000
# seconds; bytes of the answer
LONGEST, MOST_ANSWER = 15.0, 4_000_000
COMMAND = (sys.executable, "-E", "-s", "-m", "evaluation.offline.opening")
PDF, OLD_OFFICE, ZIP = b"%PDF-", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def rows_of(uploaded: UploadedFile | None) -> list[tuple[str, str]]:
    """(code, answer) of each row of the sheet. Raises Refused with a sentence that says how to mend it."""
    if uploaded is None:
        raise Refused([_("Choose the sheet that you filled: a text document, ODT or DOCX.")])
    if not uploaded.size:
        raise Refused([_("This file is empty: it holds zero bytes. Check that it opens on your machine.")])
    if uploaded.size > MOST_BYTES:
        raise Refused([_("This file is larger than 2 MB: a sheet holds text alone. Take the images out of it.")])
    head = uploaded.read(8)
    uploaded.seek(0)
    if not head.startswith(ZIP):
        raise Refused([_said("pdf" if head.startswith(PDF) else "old" if head.startswith(OLD_OFFICE) else "")])
    with tempfile.TemporaryFile() as copy:
        for chunk in uploaded.chunks():
            copy.write(chunk)
        copy.seek(0)
        found = _opened(copy)
    if "rows" not in found:
        raise Refused([_said(str(found.get("slug", "")))])
    return [(str(code), str(answer)) for code, answer in found["rows"]]


def _opened(file: IO[bytes]) -> dict[str, Any]:
    process = subprocess.Popen(  # a command of ours, the file on its standard input alone
        [*COMMAND], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=settings.BASE_DIR,
        env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}, start_new_session=True,
    )  # fmt: skip
    timer = Timer(LONGEST, process.kill)
    timer.start()
    try:
        with cast("IO[bytes]", process.stdout) as out:
            said = out.read(MOST_ANSWER)
        process.wait()
    finally:
        timer.cancel()
    try:
        found = json.loads(said)
    except ValueError:
        return {"slug": "too-heavy" if process.returncode else "damaged"}
    return found if isinstance(found, dict) else {}


def _said(slug: str) -> str:
    sentences = {
        "pdf": _("This is a PDF: its answers cannot be read back. Bring the sheet as you filled it, ODT or DOCX."),
        "old": _("This file is of an older form, or asks for a password. Save it as ODT or DOCX, without a password."),
        "encrypted": _("This file asks for a password. Save it without one, and bring it again."),
        "macros": _("This file holds a program or another file inside. Copy your answers into a new sheet."),
        "too-heavy": _("Reading this file takes more work than any sheet asks. Copy your answers into a new sheet."),
        "damaged": _("This file is cut short or damaged. Save it again, and bring it again."),
    }  # fmt: skip
    return sentences.get(slug) or _("This is no sheet of ours. Take the sheet from this page, fill it, and bring it.")
