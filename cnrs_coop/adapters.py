"""Accounts joined to the outbox: here because only the top layer knows both people and mails."""

from __future__ import annotations

from typing import Any

from directory import adapters


class AccountAdapter(adapters.AccountAdapter):
    """Mails of accounts."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context)
