"""Whose name and quality a letter prints, as held on the day it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from directory.enums import Role
from directory.models import Person

if TYPE_CHECKING:
    from directory.standing import Standing
    from evaluation.models import Release


def signatory_of(release: Release, standing: Standing) -> dict[str, str]:
    """First name, name and quality of who signs (L. 212-1 of the code of relations with the public)."""
    person = Person.objects.get(pk=standing.person_id or 0)
    role = Role(release.signs)
    qualities = {}
    for language in ("fr", "en"):
        with override(language):
            qualities[f"quality_{language}"] = str(role.label)
    return {"name": person.get_full_name(), **qualities}
