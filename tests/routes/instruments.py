"""Instruments, centres and calls."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from instruments.actions.centres import load_centres
from tests.factories import a_centre
from tests.instruments.calls import a_call_open_now
from tests.routes import EVERYONE, Route, World


def build(world: World) -> None:
    load_centres()


def _centres(world: World, count: int) -> Any:
    return [a_centre() for _ in range(count)]


def _open_calls(world: World, count: int) -> Any:
    return [a_call_open_now(timezone.now()) for _ in range(count)]


# read by everybody alike
PUBLIC = [
    Route("instrument_list", "/instruments/", EVERYONE),
    Route("instrument", "/instruments/iea/", EVERYONE, rows=_open_calls),
    # asked for, then made by the worker
    Route("fact_sheet", "/instruments/iea/fact-sheet.fr.pdf", {"*": 202}, is_page=False),
    Route("centre_list", "/centres/", EVERYONE, rows=_centres),
    Route("centre", "/centres/arizona/", EVERYONE),
]
ROUTES = PUBLIC
