"""What a closing night must have been: disturbed enough to prove something, and without a fault all the same.

Pure, but for the receipts, which are verified as anybody would: on the public page, by their code.
"""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from itertools import count, repeat
from typing import NamedTuple

CODE = re.compile(r"\b(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}\b")
# each of these is killed as often, or the night has proved nothing
LEAST_KILLS = {"web": 2, "worker": 2}
# one kill falls so near the deadline, before or after
NEAR_SECONDS = 5.0
# the page of receipts answers thirty times a minute to one address: each of ours asks less
ASKED_OF_ONE, READERS = 25, 8
# quality page: every receipt is printed by then
MOST_PRINTING = 20 * 60.0


class Kill(NamedTuple):
    """What was killed, and when (seconds since 1970)."""

    what: str
    at: float


class Filed(NamedTuple):
    """One filing as the database has it; `sha256` is counted again from the content."""

    uid: str
    received_at: float
    code: str
    reference: str
    sha256: str


def lacking(kills: Iterable[Kill], deadline: float, *, has_broker: bool) -> dict[str, int]:
    """What the night wants to prove anything: kills of each too few, none near the deadline. All zero when it does."""
    counted = Counter(kill.what for kill in kills)
    least = {**LEAST_KILLS, **({"broker": 1} if has_broker else {})}
    near = [kill for kill in kills if kill.what != "broker" and abs(kill.at - deadline) <= NEAR_SECONDS]
    return {
        **{f"kills of the {what} too few": max(0, number - counted[what]) for what, number in least.items()},
        "kills near the deadline too few": int(not near),
    }


def unproved(filings: list[Filed], port: int) -> int:
    """Receipts whose public page does not say the reference and the hash of the content; one forged code as well."""
    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(_is_genuine, count(), filings, repeat(port)))
    forged = "00000-00000-00000-00000"
    return found.count(False) + int(_page(forged, "127.9.9.9", port)[0] != 404)


def _is_genuine(place: int, filed: Filed, port: int) -> bool:
    turn = place // ASKED_OF_ONE
    status, page = _page(filed.code, f"127.1.{turn // 250}.{turn % 250 + 1}", port)
    return status == 200 and filed.reference in page and filed.sha256 in page


def _page(code: str, address: str, port: int) -> tuple[int, str]:
    """The answer to somebody at `address`, one of those that the machine has for itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    try:
        connection.request("GET", f"/receipts/{code}/")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def codes_in(mails: Iterable[EmailMessage]) -> set[str]:
    """Every code of a receipt that arrived in a mail."""
    return {code for mail in mails for code in CODE.findall(_words(mail))}


def _words(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def repeated(values: list[str]) -> int:
    """How many stand there once more than they should."""
    return len(values) - len(set(values))
