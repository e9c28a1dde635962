"""Routes of running actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from directory.enums import Role
from tests.funding.awards import an_award
from tests.routes import CARRIER, NOBODY, Route, only

OFFICER, DIRECTION = Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value
DERCI, DERCI_HEAD = Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value
DIRECTOR, FINANCE = Role.UNIT_DIRECTOR.value, Role.FINANCE_OFFICER.value
READERS = (CARRIER, OFFICER, DIRECTION, DERCI, DERCI_HEAD, DIRECTOR, FINANCE)


def build(world: Any) -> None:
    """An action that runs, carried by the world's carrier in the world's unit."""
    world.award = an_award("irp", carrier=world.people[CARRIER])
    world.ended = an_award("iea", carrier=world.people[CARRIER], starts_on=date(2020, 1, 1))
    type(world.ended).objects.filter(pk=world.ended.pk).update(state="closing")


def _awards(world: Any, number: int) -> None:
    for _turn in range(number):
        an_award("iea", carrier=world.people[CARRIER])


EVERYBODY = {"anonymous": 302, NOBODY: 200, "*": 200}
ROUTES = [
    Route("award_list", "/actions/", EVERYBODY, fullest=DERCI, rows=_awards),
    Route("award", lambda w: f"/actions/{w.award.uid}/", only(*READERS), fullest=OFFICER),
    Route("award_act", lambda w: f"/actions/{w.ended.uid}/acts/close/", only(OFFICER, DERCI, DERCI_HEAD),
          fullest=OFFICER),
]  # fmt: skip
