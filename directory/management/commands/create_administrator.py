"""Make somebody the first administrator, and print the link by which they choose their password."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from directory.actions.offices import grant_office
from directory.actions.people import create_person, password_link
from directory.enums import Role
from directory.models import Person
from directory.standing import paris_today
from workflow.engine import SYSTEM, Refused


class Command(BaseCommand):
    help = "Make EMAIL an administrator: the account is created if need be, and a password link printed and sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    @transaction.atomic
    def handle(self, *args: Any, email: str, first_name: str, last_name: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        person = Person.objects.filter(email=email.lower()).first() or create_person(
            email=email, first_name=first_name, last_name=last_name or email.partition("@")[0]
        )
        try:
            grant_office(person=person, role=Role.ADMINISTRATOR, scope=None, starts=paris_today(), by=SYSTEM)
        except Refused as refused:
            self.stderr.write(str(refused))
        else:
            self.stdout.write(f"{person.email} is an administrator.")
        if not person.has_usable_password():
            self.stdout.write(f"Choose a password here, within three days:\n{password_link(person)}")
