"""Mails of running actions: one module per subject, imported here so that they are known."""

from funding.messages import money, reports

__all__ = ["money", "reports"]
