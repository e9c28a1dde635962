"""The directory's tables, one module per subject."""

from directory.models.installation import Installation
from directory.models.offices import Office, StandIn
from directory.models.organisations import Organisation, OrganisationName
from directory.models.people import Person
from directory.models.search import SearchKind, SearchTerm, TermMatch
from directory.models.structures import Institute, Mandate, RegionalDelegation, Section, Unit

__all__ = [
    "Installation",
    "Institute",
    "Mandate",
    "Office",
    "Organisation",
    "OrganisationName",
    "Person",
    "RegionalDelegation",
    "SearchKind",
    "SearchTerm",
    "Section",
    "StandIn",
    "TermMatch",
    "Unit",
]
