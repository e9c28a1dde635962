"""The receipt of what was filed (accusé de réception électronique): its code and its obligatory mentions.

CRPA, L. 112-11 and R. 112-11-1: date of reception; the service in charge, its e-mail, postal address and telephone;
what silence means and from which date; means of appeal.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from instruments.instants import shifted_months
from proposals.enums import FilingKind
from wording.formats import PARIS

if TYPE_CHECKING:
    from proposals.models import Dossier

# Crockford's alphabet, without letters that look alike: 20 of them are 100 random bits
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, IN_GROUP = 4, 5
LOOKALIKES = str.maketrans("ILOU", "110V")


def new_code() -> str:
    """A verification code of 100 random bits: XXXXX-XXXXX-XXXXX-XXXXX."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(GROUPS * IN_GROUP))
    return "-".join(letters[place : place + IN_GROUP] for place in range(0, len(letters), IN_GROUP))


def read_code(typed: str) -> str:
    """What a person copied from paper, as it was given: case, spaces, dashes and look-alike letters forgiven."""
    letters = "".join(char for char in typed.upper().translate(LOOKALIKES) if char in ALPHABET)
    return "-".join(letters[place : place + IN_GROUP] for place in range(0, len(letters), IN_GROUP))


def mentions(dossier: Dossier, received_at: datetime, kind: str = FilingKind.DOSSIER) -> dict[str, Any]:
    """The mentions as they are at reception; dates ISO, the silence date a Paris day. Needs `institute` and `call`.

    An expression of interest asks for no decision: no silence rejects it (only a request is, R. 112-11-1).
    """
    institute = dossier.institute
    if institute is None:
        raise ValueError("a dossier without an institute is refused before this")
    silence = {} if kind == FilingKind.EXPRESSION else _silence(dossier, received_at)
    return {
        "service": institute.service_name or institute.name,
        "institute": institute.name,
        "email": institute.email,
        "telephone": institute.telephone,
        "postal_address": institute.postal_address,
        "directorate": settings.DIRECTORATE_NAME,
        **silence,
    }


def _silence(dossier: Dossier, received_at: datetime) -> dict[str, Any]:
    months = dossier.call.silence_months
    return {"silence_months": months, "silence_on": silence_day(received_at, months).isoformat()}


def silence_day(received_at: datetime, months: int) -> date:
    """The Paris day from which silence means rejection (CRPA, L. 231-4): `months` after reception."""
    return shifted_months(received_at.astimezone(PARIS).date(), months)
