"""Dossiers being formalised, for tests: letters asked, a set-up year that runs, people who act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import Standing, standing_of
from documents.enums import IntakeState
from documents.links import make_link
from documents.models import StoredFile
from funding.actions import set_up as acts
from funding.enums import UnitKind
from funding.formal_effects import GOOD_FOR, PURPOSE
from funding.models import Commitment, Party, SetUp
from proposals.models import Dossier
from tests.factories import a_person, an_office
from tests.funding.awards import a_selected_dossier
from workflow.engine import perform


def holder(dossier: Dossier, role: Role) -> Person:
    """Somebody who holds `role` over what the dossier belongs to."""
    over = dossier.institute if role in (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION) else None
    return an_office(a_person(), role, over).person


def as_role(dossier: Dossier, role: Role) -> Standing:
    return standing_of(holder(dossier, role))


def a_dossier_at_letters(slug: str = "irp", **given: Any) -> tuple[Dossier, Standing]:
    """A selected dossier whose letters are gathered, and the officer who gathers them."""
    dossier = a_selected_dossier(slug, **given)
    officer = as_role(dossier, Role.INSTITUTE_OFFICER)
    perform(dossier, "open-letters", by=officer)
    return Dossier.objects.get(pk=dossier.pk), officer


def a_set_up(at: datetime | None = None) -> tuple[SetUp, Standing]:
    """A dossier in its set-up year, opened at `at`, with a French party and a foreign one, and its officer."""
    dossier = a_selected_dossier("irl")
    officer = as_role(dossier, Role.INSTITUTE_OFFICER)
    perform(dossier, "open-set-up", by=officer, at=at or timezone.now())
    made = SetUp.objects.select_related("dossier__version").get(dossier=dossier)
    Party.objects.create(set_up=made, side="french", institution="CNRS", country="FR", language="fr",
                         email="convention@cnrs.example")  # fmt: skip
    return made, officer


def signed(made: SetUp, officer: Standing, on: date, at: datetime | None = None) -> None:
    """Every party has signed on this day, which is the date of the convention; the laboratory has a host unit."""
    at = at or timezone.now()
    for one in made.parties.filter(removed_at=None):
        fields = {name: getattr(one, name) for name in acts.PARTY} | {"signed_on": on}
        acts.keep_party(made, fields=fields, party=one, at=at, by=officer)
    acts.settle_convention(made, convention_on=on, unit_kind=UnitKind.HOST, unit=made.dossier.unit, unit_name="",
                           at=at, by=officer)  # fmt: skip


def link_to(letter: Commitment, at: datetime | None = None) -> str:
    """A good link of the institution: its token."""
    return make_link(PURPOSE, letter, email=letter.email, expires_at=(at or timezone.now()) + GOOD_FOR).token


def a_signed_letter(letter: Commitment, officer: Standing, number: int = 1) -> None:
    """The letter, sent and accepted (rows: the intake is proved by its own tests)."""
    at = timezone.now()
    stored = StoredFile.objects.create(
        name="lettre.pdf", file="files/none.pdf", size=1000 + number, sha256=f"{letter.pk:064d}", pages=1,
        state=IntakeState.ACCEPTED, sent_at=at, checked_at=at,
    )  # fmt: skip
    perform(letter, "sign", by=officer, at=at, file=stored)


def browser_of(person: Person, language: str = "fr") -> Client:
    """A client signed in as this person, who reads this language."""
    Person.objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def person_of(standing: Standing) -> Person:
    return Person.objects.get(pk=standing.person_id)
