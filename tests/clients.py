"""Whoever opens pages in a test, without a browser."""

from __future__ import annotations

from django.test import Client

from directory.models import Person


def as_(person: Person, language: str = "fr") -> Client:
    """This person, signed in, who reads `language`."""
    Person.objects.filter(pk=person.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=person.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_english(person: Person) -> Client:
    """This person, signed in, who reads English."""
    return as_(person, "en")
