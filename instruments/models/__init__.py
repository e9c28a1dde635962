"""The tables of instruments, one module per subject."""

from instruments.models.calls import Call, CallAmendment, CallAnnex, CallVersion, CallWatch, Priority

__all__ = ["Call", "CallAmendment", "CallAnnex", "CallVersion", "CallWatch", "Priority"]
