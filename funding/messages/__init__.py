"""Mails of running actions: one module per subject, imported here so that they are known."""

from funding.messages import amendments, letters, money, reports, security, set_up, starting

__all__ = ["amendments", "letters", "money", "reports", "security", "set_up", "starting"]
