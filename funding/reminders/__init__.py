"""What is due around running actions and what formalises them: letters, set-up years, reports, tranches to pay."""

from funding.reminders import letters, partner_parts, reading, reports, set_up, tranches

__all__ = ["letters", "partner_parts", "reading", "reports", "set_up", "tranches"]
