"""Mails of running actions: one module per subject, imported here so that they are known."""

from funding.messages import amendments, letters, money, partner_parts, reports, security, set_up, starting

__all__ = ["amendments", "letters", "money", "partner_parts", "reports", "security", "set_up", "starting"]
