"""Refuses to start a demonstration's database as the real thing, or the real thing as a demonstration."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError

from directory.actions.installation import WrongMode, check_mode


def refuse_wrong_mode() -> None:
    """Raise CommandError with the sentence of what to set. A database that does not answer is said by /readyz."""
    try:
        check_mode(settings.MODE)
    except WrongMode as error:
        raise CommandError(str(error)) from error
    except DatabaseError:
        return
