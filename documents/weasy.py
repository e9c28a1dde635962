"""HTML into an accessible PDF (PDF/UA-1). Imported by the worker alone."""

from __future__ import annotations

import logging
from mimetypes import guess_type
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# it warns of every rule of the screen that paper has no use for
logging.getLogger("weasyprint").setLevel(logging.ERROR)
# a host that cannot exist: print templates write `/css/print.css`, style sheets `../fonts/…`
HERE = "http://static.invalid/"
# Pango draws for one thread at a time; the embedded worker has several
_one_at_a_time = Lock()


class NotOurs(ValueError):
    """The page asked for something that is not one of our static files: it is left out."""


class FileMissing(LookupError):
    """A print template names a static file that does not exist."""


class StaticFiles(URLFetcher):
    """Static files by their name; no network, no other file of the machine."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if not url.startswith(HERE):
            raise NotOurs("a PDF shows only static files of the house")
        name = unquote(url.removeprefix(HERE))
        found = finders.find(name)
        if not found:
            raise FatalURLFetchingError(f"no static file is called {name}")
        kind = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(found).open("rb"), headers={"Content-Type": kind})


def pdf_bytes(html: str, footer: str = "") -> bytes:
    """The PDF of a page, tagged, with its language, title and bookmarks; `footer` is said under every page."""
    fetcher = StaticFiles()
    with _one_at_a_time:
        page = HTML(string=html, base_url=HERE, url_fetcher=fetcher)
        under = CSS(string=f"@page {{ @bottom-center {{ content: {_quoted(footer)} }} }}", url_fetcher=fetcher)
        try:
            return page.write_pdf(stylesheets=[under], pdf_variant="pdf/ua-1")
        except FatalURLFetchingError as error:
            # WeasyPrint derives it from BaseException: a worker must not end for a missing file
            raise FileMissing(str(error.__cause__ or error)) from error


def _quoted(text: str) -> str:
    """A CSS string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
