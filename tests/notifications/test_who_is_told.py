"""The page that asks before an act says whom its mails would reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from instruments.models import Call, CallWatch
from notifications import mails
from notifications.receivers import MOST_NAMED
from tests.factories import a_person, an_office
from tests.instruments.calls import an_announced_call

pytestmark = pytest.mark.django_db


class Told(mails.Mail):
    """A mail to whoever is in the list."""

    key = "tests.told"
    people: list[Person] = []

    def recipients(self, subject: Any) -> list[Person]:
        return self.people


@pytest.fixture
def officer() -> Person:
    person = a_person(language="en")
    an_office(person, Role.DERCI_OFFICER)
    return person


def page_of_cancelling(client: Client, officer: Person, messages: tuple[str, ...], monkeypatch: Any) -> str:
    """What the Derci reads before cancelling an announced call, were that act to send these mails."""
    soon = timezone.now() + timedelta(days=20)
    call = an_announced_call(at=timezone.now(), opens=soon, closes=soon + timedelta(days=30))
    changed = tuple(
        replace(one, messages=messages) if one.name == "cancel" else one for one in call.workflow.transitions
    )
    monkeypatch.setattr(Call, "workflow", replace(call.workflow, transitions=changed))
    client.force_login(officer)
    page = client.get(f"/calls/{call.slug}/acts/cancel/")
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_people_are_named_once_and_a_crowd_is_counted(client: Client, officer: Person, monkeypatch: Any) -> None:
    people = [a_person(first_name="Hélène", last_name=f"Carradec {number}") for number in range(MOST_NAMED + 2)]
    mail = Told()
    mail.people = [people[0], *people]
    monkeypatch.setitem(mails._registered, "tests.told", mail)
    page = page_of_cancelling(client, officer, ("tests.told",), monkeypatch)
    named = ", ".join(str(person) for person in people[:MOST_NAMED])
    assert f"Will be told by e-mail: {named}, 2 more people." in page


def test_who_asked_to_be_told_of_calls_is_counted_and_never_named(
    client: Client, officer: Person, monkeypatch: Any
) -> None:
    for number in range(2):
        watcher = a_person(first_name="Ivo", last_name=f"Guetteur {number}")
        CallWatch.objects.create(person=watcher, instrument_slug="iea")
    page = page_of_cancelling(client, officer, ("call.opened",), monkeypatch)
    assert "Will be told by e-mail: 2 people." in page
    assert "Guetteur" not in page


def test_an_act_that_tells_nobody_says_nothing(client: Client, officer: Person, monkeypatch: Any) -> None:
    assert "Will be told" not in page_of_cancelling(client, officer, (), monkeypatch)
