"""Codes of CNRS units, found in names and written in one way. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

# when a unit has carried several codes, the kind named first is its present one
KINDS = ("IRL", "UMR", "UPR", "UAR", "FRE", "ERL", "EMR", "FR", "GDR", "UMI", "UMS", "USR", "UPS", "UMIFRE")
_LONGEST_FIRST = "|".join(sorted(KINDS, key=len, reverse=True))
_CODE = re.compile(rf"(?<![A-Z0-9])({_LONGEST_FIRST})(?:[ _-]?CNRS)?[\s ._/:n°-]*(\d{{1,4}})(?!\d)")


def unit_code(names: Iterable[str]) -> str:
    """The code that these names give, as "UMR 7154"; empty when they give none.

    Numbers of four figures come first: the shorter ones are most often another body's (domain page §2.4).
    """
    found = [match.groups() for name in names for match in _CODE.finditer(name)]
    ranked = sorted(found, key=lambda code: (len(code[1]) != 4, KINDS.index(code[0])))
    return f"{ranked[0][0]} {ranked[0][1]}" if ranked else ""


def normal_code(typed: str) -> str:
    """A typed code in its usual form ("umr7154" gives "UMR 7154"); anything else stays as typed, spaces aside."""
    tidy = " ".join(typed.split())
    return unit_code([tidy.upper()]) or tidy


def is_code(name: str) -> bool:
    """Whether this name is nothing but codes, such as "UMR8253/U1151"."""
    return bool(_CODE.match(name)) and not re.search(r"[a-z]", name) and bool(re.fullmatch(r"[A-Z0-9 _/°.-]+", name))
