"""Who stands how towards a dossier, and who reads which part of it."""

from django.db.models import Q

from directory.enums import Role, Scope
from directory.relations import ByLink, ByOffice, ByOfficeRows, ByRows
from proposals.enums import DossierState as S
from proposals.enums import Part

# filed once, or opened by the institute: a draft is read by those who write it alone
WITH_INSTITUTE = (Q(is_with_institute=True), lambda dossier: dossier.is_with_institute)
# filed, or shown early by the carrier; nobody gives an opinion on a dossier they carry, but they read it as carrier
WITH_UNIT = (Q(is_with_unit=True), lambda dossier: dossier.is_with_unit)

BEING_ROUTED = (Q(state=S.ROUTED), lambda dossier: dossier.state == S.ROUTED)

# from the moment the collège has it
COLLEGE_STATES = (S.BEFORE_COLLEGE, S.COLLEGE_DECIDED, S.SELECTED, S.NOT_SELECTED, S.SET_UP, S.SET_UP_EXTENDED,
                  S.STARTED)  # fmt: skip
BEFORE_COLLEGE = (Q(state__in=COLLEGE_STATES), lambda dossier: dossier.state in COLLEGE_STATES)
# money is theirs once there is some
FUNDED_STATES = (S.SELECTED, S.LETTERS, S.SET_UP, S.SET_UP_EXTENDED, S.STARTED)
FUNDED = (Q(state__in=FUNDED_STATES), lambda dossier: dossier.state in FUNDED_STATES)

DOSSIER_RELATIONS = (
    ByLink(Role.CARRIER, "carrier"),
    ByRows(Role.COEDITOR, "proposals.Coeditor", "dossier", where=Q(person__isnull=False, removed_at=None)),
    ByOffice(Role.UNIT_DIRECTOR, Scope.UNIT, "unit", where=WITH_UNIT),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute", where=WITH_INSTITUTE),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute", where=WITH_INSTITUTE),
    # while it is being passed, the other institute's officer reads it as their own
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "routed_to", where=BEING_ROUTED),
    ByOfficeRows(
        Role.INFORMED_INSTITUTE, Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "proposals.InformedInstitute", "dossier",
        "institute",
    ),
    ByRows(Role.CONSULTED, "proposals.Opinion", "dossier", where=Q(person__isnull=False)),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL, where=WITH_INSTITUTE),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL, where=WITH_INSTITUTE),
    ByOffice(Role.COLLEGE_SECRETARY, Scope.NATIONAL, where=BEFORE_COLLEGE),
    ByOffice(Role.FINANCE_OFFICER, Scope.NATIONAL, where=FUNDED),
    ByOffice(Role.FINANCE_OFFICER, Scope.DELEGATION, "delegation", where=FUNDED),
)  # fmt: skip

# what the board of triage lists: the offices that examine, and the institutes that are informed
BOARD_OWN = tuple(
    one for one in DOSSIER_RELATIONS if one.role in (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION,
                                                     Role.DERCI_OFFICER, Role.DERCI_DIRECTOR)
)  # fmt: skip
BOARD_INFORMED = tuple(one for one in DOSSIER_RELATIONS if one.role == Role.INFORMED_INSTITUTE)

WRITERS = frozenset({Role.CARRIER, Role.COEDITOR})
STAFF = frozenset({Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR})
READERS = STAFF | {Role.UNIT_DIRECTOR, Role.INFORMED_INSTITUTE, Role.CONSULTED, Role.COLLEGE_SECRETARY,
                   Role.FINANCE_OFFICER}  # fmt: skip

DOSSIER_PARTS = {
    Part.CONTENT: WRITERS | READERS,
    # the director gives an opinion on what the rules found too
    Part.VERDICTS: WRITERS | STAFF | {Role.UNIT_DIRECTOR},
    Part.HISTORY: WRITERS | STAFF | {Role.UNIT_DIRECTOR},
    Part.MESSAGES: WRITERS | STAFF,
    Part.NOTES: STAFF,
    Part.OPINIONS: STAFF | {Role.INFORMED_INSTITUTE, Role.CONSULTED},
    Part.VISA: WRITERS | STAFF | {Role.UNIT_DIRECTOR},
    Part.COMPLETION: WRITERS | STAFF,
    Part.LINKS: WRITERS,
}

# an opinion belongs to the director of the unit, or their stand-in; of a dossier that the director carries, to the
# institute's direction (product page §3: nobody gives the visa on a dossier they carry)
CARRIED_BY_DIRECTOR = (Q(is_carried_by_director=True), lambda visa: visa.is_carried_by_director)
VISA_HEADS = (
    ByOffice(Role.UNIT_DIRECTOR, Scope.UNIT, "unit"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute", where=CARRIED_BY_DIRECTOR),
)
VISA_RELATIONS = (
    *VISA_HEADS,
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
)
