"""Chromium, and pages that remember what went wrong in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # no name is ever looked up: what is not loopback does not exist
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HERE = ("127.0.0.1", "localhost", "testserver")


# the same Chromium without the window that nobody sees, which costs more than the pages shown in it
PROGRAMS = ("chromium-headless-shell", "chromium")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium: Debian's unless `CHROMIUM` names another program."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        raise AssertionError("Chromium is missing: sudo apt-get install --yes chromium-headless-shell")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


class Watch:
    """What a page did wrong: console errors (a broken Content-Security-Policy is one), requests elsewhere."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._request)

    def begin(self) -> None:
        """Forget what earlier visits of the same page did wrong."""
        self.problems.clear()

    def _console(self, message: ConsoleMessage) -> None:
        # a page that answers 4xx or 5xx is logged too: that is for the test that asked for it to judge
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HERE:
            self.problems.append(f"request to another host: {request.url}")


def sign_in(page: Page, base: str, person: Any) -> None:
    """Give `page` the session of `person` on the server at `base`, without passing by the login form."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


def shot(page: Page, name: str, width: int | None = None) -> None:
    """Look at the page at `width` px (as it is when not given); `SHOTS` names a folder to keep the picture in."""
    if width:
        page.set_viewport_size({"width": width, "height": 900})
    if kept := os.environ.get("SHOTS"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(kept) / f"{name}.png", full_page=True)
