"""Mails of the evaluation: one module per part of the path, imported here so that they are known."""
