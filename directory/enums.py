"""Closed vocabularies of the directory. Values are opaque slugs: never parsed, never shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What an office is held over."""

    NATIONAL = "national", _("National")
    INSTITUTE = "institute", _("Institute")
    UNIT = "unit", _("Unit")
    SECTION = "section", _("Section of the Comité national")
    DELEGATION = "delegation", _("Regional delegation")


class Role(TextChoices):
    """What a person can be towards a subject: by an office held, or by a link on the subject itself."""

    # by office
    UNIT_DIRECTOR = "unit-director", _("Unit director")
    INSTITUTE_OFFICER = "institute-officer", _("Institute’s international officer")
    INSTITUTE_DIRECTION = "institute-direction", _("Institute direction")
    SECTION_MEMBER = "section-member", _("Section member")
    SECTION_CHAIR = "section-chair", _("Section chair")
    DERCI_OFFICER = "derci-officer", _("Derci officer")
    DERCI_DIRECTOR = "derci-director", _("Derci director")
    PRESIDENT = "president", _("President")
    COLLEGE_SECRETARY = "college-secretary", _("Secretary of the collège de direction")
    SECURITY_OFFICER = "security-officer", _("Security officer (FSD)")
    FINANCE_OFFICER = "finance-officer", _("Finance officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    # by a link on the subject
    CARRIER = "carrier", _("Carrier")
    COEDITOR = "coeditor", _("Co-editor")
    PARTNER = "partner", _("Foreign partner")
    REVIEWER = "reviewer", _("Reviewer")
    INFORMED_INSTITUTE = "informed-institute", _("Officer of an institute informed of it")
    CONSULTED = "consulted", _("Person asked for an opinion")
    # everybody, signed in or not; and the house itself
    PUBLIC = "public", _("Public")
    SYSTEM = "system", _("CoopIntEer")


# One source for "which scopes may this office have": the form, the database constraint and the docs derive from it.
OFFICE_SCOPES: dict[Role, tuple[Scope, ...]] = {
    Role.UNIT_DIRECTOR: (Scope.UNIT,),
    Role.INSTITUTE_OFFICER: (Scope.INSTITUTE,),
    Role.INSTITUTE_DIRECTION: (Scope.INSTITUTE,),
    Role.SECTION_MEMBER: (Scope.SECTION,),
    Role.SECTION_CHAIR: (Scope.SECTION,),
    Role.DERCI_OFFICER: (Scope.NATIONAL,),
    Role.DERCI_DIRECTOR: (Scope.NATIONAL,),
    Role.PRESIDENT: (Scope.NATIONAL,),
    Role.COLLEGE_SECRETARY: (Scope.NATIONAL,),
    Role.SECURITY_OFFICER: (Scope.NATIONAL,),
    Role.FINANCE_OFFICER: (Scope.DELEGATION, Scope.NATIONAL),
    Role.ADMINISTRATOR: (Scope.NATIONAL,),
}
# Staff roles: a second factor is required of whoever holds one (product page §2, quality page).
STAFF_ROLES = frozenset(OFFICE_SCOPES) - {Role.UNIT_DIRECTOR, Role.SECTION_MEMBER}


class OrganisationStatus(TextChoices):
    """As the Research Organization Registry publishes it."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NameKind(TextChoices):
    """What a name of an organisation is, as the registry types it."""

    LABEL = "label", _("Name")
    ACRONYM = "acronym", _("Acronym")
    ALIAS = "alias", _("Other name")


class Theme(TextChoices):
    """The person's choice of light or dark; empty follows the system."""

    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
