"""Stored files, PDF renderings and signed links."""
