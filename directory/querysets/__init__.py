"""Every query of the directory, one module per subject."""

from directory.querysets.dates import held_on
from directory.querysets.offices import OfficeQuerySet, StandInQuerySet
from directory.querysets.organisations import OrganisationQuerySet
from directory.querysets.people import PersonManager
from directory.querysets.sections import SectionQuerySet
from directory.querysets.units import UnitQuerySet

__all__ = [
    "OfficeQuerySet", "OrganisationQuerySet", "PersonManager", "SectionQuerySet", "StandInQuerySet", "UnitQuerySet",
    "held_on",
]  # fmt: skip
