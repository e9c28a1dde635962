"""Every query of the directory, one module per subject."""

from directory.querysets.dates import held_on
from directory.querysets.offices import OfficeQuerySet
from directory.querysets.people import PersonManager
from directory.querysets.units import UnitQuerySet

__all__ = ["OfficeQuerySet", "PersonManager", "UnitQuerySet", "held_on"]
