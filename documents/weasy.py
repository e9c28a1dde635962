"""HTML into an accessible PDF (PDF/UA-1). Imported by the worker alone."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib import parse

from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "static"
# so that a style sheet's "../fonts/…" is read from where the sheet is
parse.uses_relative.append(SCHEME)
parse.uses_netloc.append(SCHEME)


class NotOurs(FatalURLFetchingError):
    """The page asked for a file that is not one of our static files: no PDF is made."""


class StaticFilesOnly(URLFetcher):
    """Gives our static files by their name; no network, no other file of the machine."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = parse.urlsplit(url)
        found = finders.find(parts.path.lstrip("/")) if parts.scheme == SCHEME and not parts.netloc else None
        if not isinstance(found, str):
            raise NotOurs(f"A PDF may show only our static files, not {url[:120]}")
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=Path(found).read_bytes(), headers={"Content-Type": kind})


def pdf_bytes(html: str) -> bytes:
    """The PDF of a page whose links to files are `static:css/print.css`; nothing else is fetched."""
    page = HTML(string=html, base_url=f"{SCHEME}:///", url_fetcher=StaticFilesOnly())
    return page.write_pdf(pdf_variant="pdf/ua-1")
