"""Identifiers that people paste: DOI and ORCID, as they are kept. Pure."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/|^doi:?\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ORCID_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009\u200b]+")


# the prefix is open-ended (hal-, tel-, halshs-…), a version may follow
_HAL = re.compile(r"[a-z][a-z0-9_]{1,20}-\d{8}(?:v\d{1,3})?")
_HAL_ADDRESS = re.compile(r"^(?:https?://)?(?:[\w-]+\.)*(?:hal\.science|archives-ouvertes\.fr)/", re.IGNORECASE)


class NotHal(ValueError):
    """What was typed is no HAL identifier."""


class NotADoi(ValueError):
    """What was typed is no DOI."""


def read_doi(typed: str) -> str:
    """A DOI as it is kept: lower case, without address, spaces or a final full stop. Raises NotADoi."""
    text = _ADDRESS.sub("", _BLANKS.sub("", typed)).rstrip(".,;").lower()
    if not _DOI.fullmatch(text) or len(text) > 200 or not text.isprintable():
        raise NotADoi(typed)
    return text


def read_orcid(typed: str) -> str:
    """An ORCID in its groups, whether pasted as an address, with spaces or without dashes; its check is elsewhere."""
    text = _ORCID_ADDRESS.sub("", _BLANKS.sub("", typed)).upper().replace("–", "-")
    letters = text.replace("-", "")
    if len(letters) == 16:
        return "-".join(letters[place : place + 4] for place in range(0, 16, 4))
    return text


def read_hal(typed: str) -> str:
    """A HAL identifier as it is kept: lower case, without address. Raises NotHal."""
    text = _HAL_ADDRESS.sub("", _BLANKS.sub("", typed)).rstrip("/.,;").lower()
    if not _HAL.fullmatch(text) or not text.isascii():
        raise NotHal(typed)
    return text
