"""How a person likes to read the house: language, light or dark."""

from directory.models import Person


def choose_language(person: Person, language: str) -> None:
    """Keep "fr" or "en" with the person: pages, mails and PDF follow."""
    Person.objects.filter(pk=person.pk).update(language=language)


def choose_theme(person: Person, theme: str) -> None:
    """Keep "light" or "dark" with the person; empty follows the system."""
    Person.objects.filter(pk=person.pk).update(theme=theme)
