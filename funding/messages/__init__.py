"""Mails of running actions: one module per subject, imported here so that they are known."""

from funding.messages import amendments, money, reports

__all__ = ["amendments", "money", "reports"]
