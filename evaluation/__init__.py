"""Peer review, sessions, rankings and decisions."""
