"""Invented dossiers in any number, the same for the same seed: for measuring and for trying the pages at full size."""
