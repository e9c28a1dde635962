"""Pages of the outbox and of reminders."""
