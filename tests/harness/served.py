"""A browser page answered by Django's test client: no server, no commit, the test's own transaction.

Style sheets, scripts and fonts come from a small server of static files on loopback and stay in the browser's cache:
through the test client, each visit would carry 400 kB again, of which the browser parses every byte anew. For the same
reason one page follows another without a blank one between: that one would end the process which has them parsed.
"""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import CDPSession, Page

from tests.harness.accessibility import AXE, axe_violations
from tests.harness.browser import Watch

# axe as a file among the others: the browser keeps it compiled
AXE_FILE = "/static/tests/axe.min.js"
# what Django answers; the rest is files
ASKED_OF_DJANGO = ("Document", "XHR", "Fetch", "Image", "Media", "EventSource", "Ping", "Other")


class Served:
    """Opens paths in a browser page as one client sees them; `last` is the Django answer of the last document.

    One per browser page; `begin` makes it as new. `watch` remembers what went wrong in the page since then.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.watch = Watch(page)
        self._browser: CDPSession = page.context.new_cdp_session(page)
        self._browser.on("Fetch.requestPaused", self._answer)
        # the browser's own interception: Playwright's routes would switch its cache off
        patterns = [{"urlPattern": f"{origin}/*", "resourceType": kind} for kind in ASKED_OF_DJANGO]
        self._browser.send("Fetch.enable", {"patterns": patterns})
        self.begin()

    def begin(self) -> None:
        """A wide and light page, nobody's, in which nothing went wrong yet."""
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.client: Client | None = None
        self.last: HttpResponse | None = None
        self.failure: Exception | None = None
        self.watch.begin()

    def open(self, client: Client, path: str) -> HttpResponse:
        """Show `path` as `client` gets it and return Django's answer."""
        self.client, self.last = client, None
        self.page.goto(self.origin + path)
        if self.failure:
            raise self.failure
        assert self.last is not None
        return self.last

    def axe(self, *rules: str) -> list[str]:
        """One line per violation that axe finds in the page shown; only by `rules` when some are named."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(url=self.origin + AXE_FILE)
        return axe_violations(self.page, *rules)

    def _is_left(self, paused: dict[str, Any]) -> bool:
        """Whether the page that asks is about to go: the scripts of the one before, while another is opened or after
        its test. The one that follows a session would be answered as somebody else, and lead the browser away."""
        return self.client is None or (self.last is None and paused["resourceType"] != "Document")

    def _answer(self, paused: dict[str, Any]) -> None:
        if self._is_left(paused):
            return
        parts = urlsplit(paused["request"]["url"])
        if parts.path.startswith("/static/"):
            self._browser.send("Fetch.continueRequest", {"requestId": paused["requestId"]})
            return
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        status, headers, body = self._ask_django(path, is_document=paused["resourceType"] == "Document")
        self._browser.send(
            "Fetch.fulfillRequest",
            {
                "requestId": paused["requestId"],
                "responseCode": status,
                "responseHeaders": [{"name": name, "value": value} for name, value in headers.items()],
                "body": b64encode(body).decode("ascii"),
            },
        )

    def _ask_django(self, path: str, *, is_document: bool) -> tuple[int, dict[str, str], bytes]:
        assert self.client is not None
        try:
            answer = self.client.get(path, follow=True)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        except Exception as failure:
            # raised again by `open`: raised here, it would be lost and the browser wait in vain
            self.failure = failure
            return 500, {"Content-Type": "text/plain"}, b"the test says why"
        if is_document:
            self.last = answer
        return answer.status_code, dict(answer.headers), body


class _StaticFile(BaseHTTPRequestHandler):
    """A static file of the house, where it stands, to be kept by the browser."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self._body()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", _kind_of(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600, immutable")
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        if self.path == AXE_FILE:
            return AXE.encode()
        found = finders.find(urlsplit(self.path).path.removeprefix("/static/"))
        return Path(found).read_bytes() if found else b""

    def log_message(self, *words: Any) -> None:
        """Nothing is said about each file."""


def _kind_of(path: str) -> str:
    return "font/woff2" if path.endswith(".woff2") else mimetypes.guess_type(path)[0] or "application/octet-stream"


@contextmanager
def static_files() -> Iterator[str]:
    """A server of static files; its origin, which is that of every page served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _StaticFile)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
