"""Accounts: sign-up, passwords, second factor, single sign-on."""
