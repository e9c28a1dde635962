"""The tables of instruments, one module per subject."""

from instruments.models.calls import Call, CallVersion
from instruments.models.centres import Centre
from instruments.models.statements import CallAmendment, CallAnnex, CallWatch, Priority

__all__ = ["Call", "CallAmendment", "CallAnnex", "CallVersion", "CallWatch", "Centre", "Priority"]
