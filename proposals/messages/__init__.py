"""Mails about dossiers, one module per part of the path."""

from proposals.messages import coeditors, expressions, filing, papers, partners, triage, visas

__all__ = ["coeditors", "expressions", "filing", "papers", "partners", "triage", "visas"]
