"""A browser page answered by Django's test client: no server, no commit, the test's own transaction."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route

ORIGIN = "http://localhost"


class Served:
    """Opens paths in a browser page as one client sees them; `last` is the Django answer of the last document."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.client = Client(SERVER_NAME="localhost")
        self.last: HttpResponse | None = None
        self.failure: Exception | None = None
        page.route("**/*", self._answer)

    def open(self, client: Client, path: str) -> HttpResponse:
        """Show `path` as `client` gets it and return Django's answer."""
        self.client = client
        self.page.goto(ORIGIN + path)
        if self.failure:
            raise self.failure
        assert self.last is not None
        return self.last

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.hostname != "localhost":
            route.abort()
        elif parts.path.startswith("/static/"):
            _fulfil_static(route, parts.path.removeprefix("/static/"))
        else:
            self._fulfil_page(route, parts.path + (f"?{parts.query}" if parts.query else ""))

    def _fulfil_page(self, route: Route, path: str) -> None:
        try:
            answer = self.client.get(path, follow=True)
        except Exception as failure:
            # raised again by `open`: raised here, it would be lost and the browser wait in vain
            self.failure = failure
            route.fulfill(status=500, body="")
            return
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if route.request.resource_type == "document":
            self.last = answer
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=body)


def _fulfil_static(route: Route, name: str) -> None:
    found = finders.find(name)
    if not found:
        route.fulfill(status=404, body=f"{name} is not a static file")
        return
    path = Path(found)
    kind = "font/woff2" if path.suffix == ".woff2" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    route.fulfill(status=200, content_type=kind, body=path.read_bytes())
