"""Mails about dossiers, one module per part of the path."""

from proposals.messages import expressions, visas

__all__ = ["expressions", "visas"]
