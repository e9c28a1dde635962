"""The demonstration's directory: a few organisations, so that the search answers before the registry is imported."""

from __future__ import annotations

from collections.abc import Mapping

from directory.actions.organisations import enter_organisation
from directory.models import Organisation, Person, SearchKind, SearchTerm
from directory.search.subjects import rebuild
from directory.standing import standing_of

# invented, as everything here: real ones come with `manage.py import_ror`
ORGANISATIONS = (
    ("Universidad del Pacífico Austral", "CL", "Puerto Lindero"),
    ("Kita-Umi Institute of Oceanography", "JP", "Kita-Umi"),
    ("Nordic College of Ice Studies", "NO", "Isvik"),
    ("Université des Hauts Plateaux", "MA", "Tizgarine"),
    ("Institute for Island Ecology", "NZ", "Port Kauri"),
)


def build(people: Mapping[str, Person]) -> None:
    """Enter the organisations once, and make the units of the demonstration findable."""
    if not Organisation.objects.exists():
        by = standing_of(people["admin"])
        for name, country, city in ORGANISATIONS:
            enter_organisation(name=name, country=country, city=city, by=by)
    if not SearchTerm.objects.filter(kind=SearchKind.UNIT).exists():
        rebuild()
