"""HTML into an accessible PDF (PDF/UA-1). Imported by the worker alone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import HTML, default_url_fetcher

SCHEME = "static"


class NotOurs(ValueError):
    """The page asked for a file that is not one of our static files."""


def pdf_bytes(html: str) -> bytes:
    """The PDF of a page whose links to files are `static:css/print.css`; nothing else is fetched."""
    page = HTML(string=html, base_url=f"{SCHEME}:///", url_fetcher=_ours)
    return page.write_pdf(pdf_variant="pdf/ua-1")


def _ours(url: str, *args: object, **kwargs: object) -> dict[str, object]:
    """Only static files, by their name; no network, no other file of the machine."""
    parts = urlsplit(url)
    found = finders.find(parts.path.lstrip("/")) if parts.scheme == SCHEME else None
    if not isinstance(found, str):
        raise NotOurs(f"A PDF may show only our static files, not {parts.scheme}:{Path(parts.path).name}")
    return default_url_fetcher(Path(found).as_uri())


def fonts_folder() -> Path:
    """Where the fonts of the house are: the same files serve pages and PDF."""
    return Path(settings.BASE_DIR) / "static" / "fonts"
