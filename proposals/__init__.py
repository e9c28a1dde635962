"""Dossiers: from a draft to an admitted proposal."""
