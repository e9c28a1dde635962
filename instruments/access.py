"""Who stands how towards a call."""

from django.db.models import Q

from directory.enums import Role, Scope
from directory.relations import ByOffice, ToEveryone
from instruments.enums import PUBLIC_STATES

# whoever owns a call prepares it: the Derci its own, an institute its own (product page §1)
OF_THE_DERCI = (Q(institute=None), lambda call: call.institute_id is None)

CALL_RELATIONS = (
    ToEveryone(Q(state__in=PUBLIC_STATES), lambda call: call.state in PUBLIC_STATES),
    ByOffice(Role.DERCI_OFFICER, Scope.NATIONAL, where=OF_THE_DERCI),
    ByOffice(Role.DERCI_DIRECTOR, Scope.NATIONAL, where=OF_THE_DERCI),
    ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),
    ByOffice(Role.INSTITUTE_DIRECTION, Scope.INSTITUTE, "institute"),
)
# the offices that prepare, announce and amend
CALL_OWNERS = frozenset({Role.DERCI_OFFICER, Role.INSTITUTE_OFFICER})
CALL_READERS = CALL_OWNERS | {Role.DERCI_DIRECTOR, Role.INSTITUTE_DIRECTION}

CALL_PARTS = {
    "announcement": frozenset({Role.PUBLIC}) | CALL_READERS,
    "preparation": CALL_READERS,
    "history": CALL_READERS,
}
