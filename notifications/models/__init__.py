"""Mails and reminders."""

from notifications.models.outbox import OutboxMail, new_message_id
from notifications.models.reminders import Reminded, ReminderPreference, ReminderRule, ReminderTurn

__all__ = ["OutboxMail", "Reminded", "ReminderPreference", "ReminderRule", "ReminderTurn", "new_message_id"]
