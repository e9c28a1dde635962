"""Mails about dossiers, one module per part of the path."""

from proposals.messages import coeditors, corrections, expressions, filing, papers, partners, triage, visas

__all__ = ["coeditors", "corrections", "expressions", "filing", "papers", "partners", "triage", "visas"]
