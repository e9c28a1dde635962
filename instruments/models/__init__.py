"""The tables of instruments, one module per subject."""

from instruments.models.calls import Call, CallAmendment, CallAnnex, CallVersion, CallWatch, Priority
from instruments.models.centres import Centre

__all__ = ["Call", "CallAmendment", "CallAnnex", "CallVersion", "CallWatch", "Centre", "Priority"]
