"""Who reads the letters and the set-up of a dossier, and who gathers them."""

from __future__ import annotations

from directory.enums import Role
from proposals.access import DOSSIER_RELATIONS, STAFF, WRITERS

READERS = STAFF | WRITERS | {Role.UNIT_DIRECTOR}
READING = tuple(one for one in DOSSIER_RELATIONS if one.role in READERS)
# who asks, chases, corrects the lines, notes what is signed
GATHERING = frozenset({Role.INSTITUTE_OFFICER})
# the set-up of a convention is followed by the institute and by the directorate
FOLLOWING = frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER})
