"""The type of every request past the middleware: what the views may read from it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from directory.models import Person
from directory.standing import Standing


class HouseRequest(HttpRequest):
    """An HttpRequest with the instant it arrived (aware, UTC) and the standing of who asks.

    `section` is the name of the address under which the menu shows a page that several kinds of people reach.
    """

    received_at: datetime
    standing: Standing
    section: str


class SignedInRequest(HouseRequest):
    """The request of somebody who is signed in: what a view behind the login reads."""

    user: Person
