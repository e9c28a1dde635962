"""What people do with the outbox and with reminders."""
