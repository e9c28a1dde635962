"""Every query of instruments, one module per subject."""

from instruments.querysets.calls import CallQuerySet

__all__ = ["CallQuerySet"]
