"""The outbox of mails and what sends it."""
