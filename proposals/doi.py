"""What a registry of DOIs says of a publication, when the installation names one and its network answers.

`DOI_RESOLVER` is the address before the DOI, such as that of doi.org; empty, nothing is ever asked. The answer is CSL
JSON, by content negotiation. A registry that is slow, silent or wrong blocks nobody: the description is typed by hand.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

SECONDS = 2
MOST_BYTES = 500_000
MOST_AUTHORS = 20
CSL = "application/vnd.citationstyles.csl+json"


def looked_up(doi: str) -> dict[str, Any]:
    """Title, authors, journal and year of `doi` as columns of a publication; nothing when nobody answers."""
    if not settings.DOI_RESOLVER or not doi:
        return {}
    address = f"{settings.DOI_RESOLVER.rstrip('/')}/{quote(doi)}"
    try:
        with requests.get(address, headers={"Accept": CSL}, timeout=SECONDS, stream=True) as answer:
            answer.raise_for_status()
            return read_csl(json.loads(answer.raw.read(MOST_BYTES, decode_content=True)))
    except (OSError, ValueError, RecursionError, HTTPError):
        return {}


def read_csl(said: Any) -> dict[str, Any]:
    """The columns that a CSL JSON answer gives; what has not the form expected is left out."""
    if not isinstance(said, dict):
        return {}
    found: dict[str, Any] = {
        "title": _line(said.get("title"), 500), "journal": _line(said.get("container-title"), 300),
        "authors": _authors(said.get("author")), "year": _year(said.get("issued")),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _line(value: Any, most: int) -> str:
    text = value[0] if isinstance(value, list) and value else value
    kept = "".join(sign if sign.isprintable() else " " for sign in text) if isinstance(text, str) else ""
    return " ".join(kept.split())[:most]


def _authors(people: Any) -> str:
    named = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    names = [f"{_line(one.get('given'), 100)} {_line(one.get('family') or one.get('literal'), 100)}" for one in named]
    shown = [name.strip() for name in names if name.strip()]
    return ", ".join(shown[:MOST_AUTHORS]) + (" et al." if len(shown) > MOST_AUTHORS else "")


def _year(issued: Any) -> int | None:
    try:
        year = int(issued["date-parts"][0][0])
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):
        return None
    return year if 1000 < year < 3000 else None
