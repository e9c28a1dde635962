"""Mails about dossiers, one module per part of the path."""
