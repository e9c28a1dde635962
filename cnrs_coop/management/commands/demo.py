"""`manage.py demo`: the invented people and what each app makes of them. Run again, it adds only what is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from cnrs_coop.demonstration import (
    ACCOUNTS,
    OTHER_INSTITUTE,
    SAME_INSTITUTE,
    Account,
    has_passphrase,
    passphrase,
    welcome,
)
from directory.actions.offices import grant_office
from directory.actions.people import create_person
from directory.enums import Role, Scope
from directory.models import Institute, Person, RegionalDelegation, Section, Unit
from directory.standing import paris_today
from workflow.engine import SYSTEM

UNIT = {"code": "UMR 7154", "name": "Institut de physique du globe de Paris", "acronym": "IPGP", "city": "Paris"}


class Command(BaseCommand):
    help = "Fills the demonstration with invented people, units and calls, through the acts people use."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError("The demonstration exists only with MODE=demonstration.")
        is_new = not has_passphrase()
        people = {account.name: _person(account) for account in ACCOUNTS}
        if is_new:
            # the accounts may come from a backup, with the passphrase of another installation
            Person.objects.filter(pk__in=[person.pk for person in people.values()]).update(
                password=make_password(passphrase())
            )
        for name in reversed(settings.LOCAL_APPS):  # the lowest layer first
            if module_has_submodule(import_module(name), "demo"):
                import_module(f"{name}.demo").build(people)
        if options["verbosity"]:
            self.stdout.writelines(f"{line}\n" for line in welcome())


def _person(account: Account) -> Person:
    found = Person.objects.filter(email=account.email).first()
    if found:
        return found
    unit = _unit()
    person = create_person(
        email=account.email, first_name=account.first_name, last_name=account.last_name, password=passphrase(),
        is_verified=True, language=account.language, unit=unit if account.is_of_the_unit else None,
        is_staff=account.role is Role.ADMINISTRATOR,
    )  # fmt: skip
    if account.role and account.scope:
        scope = _scope(account)
        grant_office(person=person, role=account.role, scope=scope, starts=paris_today(), by=SYSTEM)
    return person


def _scope(account: Account) -> Any:
    """The unit, institute, section or delegation in which this account is at home."""
    if account.scope is Scope.UNIT:
        return _unit()
    if account.scope is Scope.INSTITUTE:
        return Institute.objects.get(code=OTHER_INSTITUTE if account.name == "officer2" else SAME_INSTITUTE)
    if account.scope is Scope.SECTION:
        return Section.objects.present().earliest("number")
    if account.scope is Scope.DELEGATION:
        return RegionalDelegation.objects.get(number="02")
    return None


def _unit() -> Unit:
    """The carrier's unit: the real one when the registry is loaded, else the same by hand."""
    known = Unit.objects.filter(code=UNIT["code"]).order_by("pk").first()
    return known or Unit.objects.create(
        **UNIT,
        institute=Institute.objects.get(code=SAME_INSTITUTE),
        delegation=RegionalDelegation.objects.get(number="02"),
    )
